import { describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { readFailures } from '../../../src/contract/reading/read-failures.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { createFailureGroups } from '../../../src/model/failure/failure-groups.ts';
import { bucketLengths } from '../../../src/model/failure/failure-tally.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { attributes, nanos, tracesLine } from './otlp-text.ts';
import { openText } from './temp-files.ts';

type Exception = { readonly type: string; readonly message: string; readonly stack: string };

const traceOf = (digit: number) => String(digit).repeat(32);

/** A run whose step has failed so. */
function failedRun(at: number, { type, message, stack }: Exception): string {
  const exception = {
    name: 'exception',
    timeUnixNano: nanos(5),
    attributes: attributes({
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': stack,
    }),
  };
  const failed = { trace: traceOf(at), code: 2, from: at * 1_000, events: [exception] };
  return tracesLine([
    { ...failed, id: `s${at}`, parent: `r${at}`, name: 'save order' },
    { ...failed, id: `r${at}`, name: 'orders' },
  ]);
}

const now = Date.parse('2026-11-24T12:00:00Z');

async function rowsOf(store: RunStore, filter = '') {
  const page = await store.listRuns(parseQuery(filter), { sort: newestFirst, limit: 50, now });
  return page.runs;
}

async function groupsOf(store: RunStore) {
  const groups = createFailureGroups();
  for await (const { tallies } of readFailures(store, parseQuery(''), { now, bucketMs: bucketLengths.day }))
    groups.add(tallies);
  return groups.groups();
}

const java = (order: number, line: number): Exception => ({
  type: 'com.shop.OrderException',
  message: `could not save order ${order}`,
  stack: `com.shop.OrderException: could not save order ${order}
\tat com.shop.Orders.save(Orders.java:${line})
Caused by: org.hibernate.JDBCException: could not execute statement
\tat org.hibernate.Exec.run(Exec.java:${line})
Caused by: java.net.ConnectException: Connection refused: db-${order}.internal:5432
\tat java.base/java.net.Socket.connect(Socket.java:${line})`,
});

const python = (order: number): Exception => ({
  type: 'OrderError',
  message: `could not save order ${order}`,
  stack: `Traceback (most recent call last):
  File "/srv/app-${order}/db.py", line ${order}, in insert
    cursor.execute(sql)
psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint "orders_pkey"

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/app-${order}/orders.py", line 7, in save
    raise OrderError(f"could not save order {order}") from error
OrderError: could not save order ${order}
`,
});

/** As OpenTelemetry for JavaScript records an error that has a code. */
const script = (port: number): Exception => ({
  type: 'ECONNRESET',
  message: `read ECONNRESET from 10.0.0.${port}`,
  stack: `Error: read ECONNRESET from 10.0.0.${port}
    at TCP.onStreamRead (node:internal/stream_base_commons:216:20)`,
});

describe('failures in OpenTelemetry files', () => {
  it('are grouped by the innermost cause of stacks of Java, Python and JavaScript', async () => {
    const all = [java(1, 10), java(22, 31), python(3), python(44), script(5), script(66)];
    const store = await openText(...all.map((exception, at) => failedRun(at + 1, exception)));
    const groups = await groupsOf(store);
    expect(groups.map(({ count, example }) => [count, example.step, example.code])).toEqual([
      [2, 'save order', 'ECONNRESET'],
      [2, 'save order', undefined],
      [2, 'save order', undefined],
    ]);
    expect(groups.map(({ example }) => example.cause)).toEqual([
      undefined,
      {
        name: 'psycopg2.errors.UniqueViolation',
        message: 'duplicate key value violates unique constraint "orders_pkey"',
      },
      {
        name: 'java.net.ConnectException',
        message: 'Connection refused: db-22.internal:5432',
      },
    ]);
  });

  it('are the same in a row and in the details of its run, and found by their group', async () => {
    const store = await openText(failedRun(1, java(1, 10)), failedRun(2, python(3)));
    for (const row of await rowsOf(store)) {
      const run = await store.getRun(row.id);
      expect(run?.errorSummary).toEqual(row.errorSummary);
      const found = await rowsOf(store, `failure:${row.errorSummary?.failure}`);
      expect(found.map(({ id }) => id)).toEqual([row.id]);
    }
  });

  it('are told as a code where the type of an exception is one', async () => {
    const rows = await rowsOf(
      await openText(
        failedRun(1, {
          type: 'P2002',
          message: 'Unique constraint failed',
          stack: 'PrismaError: Unique\n    at x',
        }),
        failedRun(2, { type: 'TimeoutError', message: 'too slow', stack: 'Error: too slow\n    at x' }),
        failedRun(3, { type: 'E1', message: 'no stack', stack: '' }),
      ),
    );
    expect(rows.map(({ errorSummary }) => errorSummary?.code)).toEqual([undefined, undefined, 'P2002']);
  });

  it('say how many runs were searched', async () => {
    const store = await openText(...[1, 2, 3].map(at => failedRun(at, script(at))));
    const parts = [];
    for await (const part of readFailures(store, parseQuery(''), { now, bucketMs: bucketLengths.day }))
      parts.push(part.searched);
    // On a busy machine the first part ends before the last run.
    expect(parts.at(-1)).toEqual({ read: 3, total: 3 });
  });
});
