import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import { openReadable } from '../../../../src/database/sqlite/open-database.ts';
import { createReader, type Reader } from '../../../../src/database/sqlite/read/reader.ts';
import { readList } from '../../../../src/database/sqlite/read/sqlite-page.ts';
import { listEnds, readEnds } from '../../../../src/database/sqlite/worker/explain-runs.ts';
import { createRandom } from '../../../../src/demo/data/random.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { isActive } from '../../../../src/model/status.ts';
import { runCreated, sampleNow } from '../../../contract/sample-events.ts';
import { whole } from '../../../model/share/shared-findings.ts';
import { orphan } from '../random-events.ts';
import { recordAt, tempFolder } from '../temp-store.ts';

const folder = tempFolder();
const path = folder.file('runs.db');
const messages: readonly [string, ...string[]] = ['the card was declined', 'no answer', 'no such order'];
let reader: Reader;

beforeAll(async () => {
  const random = createRandom(5);
  const events = Array.from({ length: 6_000 }, (_, at): RunEvent => {
    const status = random.pick(['success', 'success', 'failed', 'canceled', 'running', 'unknown'] as const);
    const createdAt = sampleNow - 7_000_000 + Math.floor(at / 3) * 3_000;
    const hasEnded = status !== 'running' && random.chance(0.9);
    const message = random.pick(messages);
    return runCreated(`run_${at}`, {
      ...{ name: random.pick(['checkout', 'Checkout', 'sync']), createdAt, status },
      ...(hasEnded ? { finishedAt: createdAt + 500 } : {}),
      ...(status === 'failed'
        ? { error: { name: 'Error', message, value: '{}', stepName: random.pick(['charge', 'ship']) } }
        : {}),
    });
  });
  await recordAt(path, events, 'none');
  const running = events.filter(event => event.type === 'run-created' && event.status === 'running');
  orphan(
    path,
    running.slice(100, 140).flatMap(event => ('id' in event ? event.id : [])),
  );
  reader = createReader(openReadable(path, 1_000));
});

afterAll(() => {
  reader.db.close();
  folder.remove();
});

const most = 10_000;
const budget = { ms: 60_000, rows: 1_000_000 };

/** The ids of ended runs as the list of runs has them. */
function listedIds(filter: string, from = reader): readonly string[] {
  const sort = { field: 'created', descending: true } as const;
  const page = readList({ query: parseQuery(filter), sort, limit: 10_000, now: sampleNow, budget }, from);
  return whole(page)
    .runs.filter(run => !isActive(run))
    .map(({ id }) => id);
}

function failureId(): string {
  const [row] = reader.db
    .prepare<[], { failure: string }>("SELECT failure FROM runs WHERE status = 'failed' LIMIT 1")
    .all();
  return row?.failure.split('/')[0] ?? '';
}

it.each([
  '',
  'status:failed',
  'workflow:sync',
  'workflow:CHECKOUT status:failed',
  'workflow:checkout,sync since:1h',
  'until:90m',
  'status:failed since:1h until:30m',
])('are those of the list of runs: %s', filter => {
  const ends = whole(listEnds(parseQuery(filter), reader, { now: sampleNow, most }));
  const ids = readEnds(ends?.runs ?? [], reader).map(({ id }) => id);
  const listed = listedIds(filter);
  expect(listed.length).toBeGreaterThan(100);
  expect(ids.toSorted()).toEqual(listed.toSorted());
  expect(ends?.isMore).toBe(false);
  const some = whole(listEnds(parseQuery(filter), reader, { now: sampleNow, most: 90 }));
  expect([some?.runs, some?.isMore]).toEqual([ends?.runs.slice(0, 90), true]);
});

it('are those of a range of times at whose ends a millisecond has more runs than keys', async () => {
  const file = folder.file('full.db');
  const first = sampleNow - 10_000;
  const times = [first, first + 1, first + 3].flatMap(createdAt => Array<number>(1_030).fill(createdAt));
  const ended = times.map((createdAt, at) => runCreated(`run_${at}`, { createdAt, status: 'failed' }));
  await recordAt(file, ended, 'none');
  const full = createReader(openReadable(file, 1_000));
  onTestFinished(() => void full.db.close());
  for (const at of [first, first + 1, first + 2, first + 3, first + 4])
    for (const field of ['since', 'until']) {
      const filter = `${field}:${new Date(at).toISOString()}`;
      const ends = whole(listEnds(parseQuery(filter), full, { now: sampleNow, most }));
      const ids = readEnds(ends?.runs ?? [], full).map(({ id }) => id);
      expect(ids.toSorted(), filter).toEqual(listedIds(filter, full).toSorted());
    }
});

it('are those of a group of failures', () => {
  const filter = `failure:${failureId()} status:failed`;
  const ends = whole(listEnds(parseQuery(filter), reader, { now: sampleNow, most }));
  const ids = readEnds(ends?.runs ?? [], reader).map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(100);
  expect(ids.toSorted()).toEqual(listedIds(filter).toSorted());
});

it.each(['actor:ada', 'status:failed input.plan:scale', 'workflow:s*', '-workflow:sync', 'card'])(
  'are left to the list of runs: %s',
  filter => {
    expect(whole(listEnds(parseQuery(filter), reader, { now: sampleNow, most }))).toBeUndefined();
  },
);
