import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { readFailures } from '../../../src/contract/reading/read-failures.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { createFailureGroups } from '../../../src/model/failure/failure-groups.ts';
import { bucketLengths } from '../../../src/model/failure/failure-tally.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { createDataFolder, type DataFolder, encoded, runId } from './data-folder.ts';

const now = Date.parse('2026-11-25T12:00:00Z');

let folder: DataFolder;
let store: RunStore;

beforeEach(() => {
  folder = createDataFolder();
});
afterEach(async () => {
  await store?.close();
  folder.remove();
});

function fail(
  number: number,
  message: string,
  { step = 'charge', stack = `FatalError: ${message}\n    at x` } = {},
) {
  const id = runId(number);
  const error = { message, stack, code: 'USER_ERROR' };
  folder.run(id, { status: 'failed', output: undefined, error });
  folder.step(id, `step_${number}`, {
    stepName: `step//./src/orders//${step}`,
    status: 'failed',
    error: { message, stack },
  });
  return id;
}

async function groupsOf() {
  const groups = createFailureGroups();
  for await (const { tallies } of readFailures(store, parseQuery(''), { now, bucketMs: bucketLengths.day }))
    groups.add(tallies);
  return groups.groups();
}

async function rowsOf(filter = '') {
  return (await store.listRuns(parseQuery(filter), { sort: newestFirst, limit: 50, now })).runs;
}

describe('failures of the Workflow SDK', () => {
  it('are grouped by step and cause, without the words about attempts', async () => {
    fail(1, 'card 4711 was declined');
    fail(2, 'card 4712 was declined');
    fail(3, 'card 4713 was declined', { step: 'refund' });
    const again = runId(4);
    const prefix = 'Step "step//./src/orders//charge" failed after 3 retries: ';
    folder.run(again, {
      status: 'failed',
      output: undefined,
      error: { message: `${prefix}card 4714 was declined`, stack: 'Error: x', code: 'USER_ERROR' },
    });
    folder.step(again, 'step_4', {
      status: 'failed',
      error: { message: 'card 4714 was declined', stack: 'Error: x' },
    });
    store = await folder.open();
    const groups = await groupsOf();
    expect(groups.map(({ count, example }) => [count, example.step, example.code])).toEqual([
      [3, 'charge', undefined],
      [1, 'refund', undefined],
    ]);
  });

  it('tell the innermost cause and its code where the error is recorded whole', async () => {
    const id = runId(1);
    const text = JSON.stringify([
      ['Error', 1],
      { name: 2, message: 3, stack: 4, cause: 5 },
      'OrderError',
      'could not save the order',
      'OrderError: could not save the order',
      ['Error', 6],
      { name: 7, message: 8, code: 9, stack: 8 },
      'DatabaseError',
      'too many clients already',
      '53300',
    ]);
    folder.run(id, { status: 'failed', output: undefined, error: encoded(text) });
    store = await folder.open();
    const [row] = await rowsOf();
    expect(row?.errorSummary).toMatchObject({
      name: 'OrderError',
      message: 'could not save the order',
      code: '53300',
      cause: { name: 'DatabaseError', message: 'too many clients already' },
    });
  });

  it('are the same in a row and in the details of its run, and found by their group', async () => {
    const ids = [
      fail(1, 'card 4711 was declined'),
      fail(2, 'connect ECONNREFUSED 10.0.0.1:5432', { step: 'save' }),
    ];
    store = await folder.open();
    for (const id of ids) {
      const row = (await rowsOf()).find(run => run.id === id);
      const run = await store.getRun(id);
      expect(run?.errorSummary?.failure).toBeDefined();
      expect(run?.errorSummary?.failure).toBe(row?.errorSummary?.failure);
      expect((await rowsOf(`failure:${row?.errorSummary?.failure}`)).map(found => found.id)).toEqual([id]);
    }
  });

  it('come in parts that say how much was searched', async () => {
    for (let at = 1; at <= 6; at += 1) fail(at, `card ${at}${at} was declined`);
    store = await folder.open(4);
    const parts = [];
    for await (const part of readFailures(store, parseQuery(''), { now, bucketMs: bucketLengths.day }))
      parts.push([part.searched?.read, part.tallies[0]?.count]);
    expect(parts).toEqual([
      [4, 4],
      [6, 2],
    ]);
  });
});
