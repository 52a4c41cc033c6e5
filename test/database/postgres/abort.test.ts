import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestFirst, type Sort } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import { scaleToLoad } from '../../in-time.ts';
import { trials } from '../../trials.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

const byDuration: Sort = { field: 'duration', descending: true };
const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const payload = letters.flatMap(one => letters.map(two => `${one}${two}${one}`)).join(' ');

let database: Awaited<ReturnType<typeof createPostgresUnderTest>>;
let store: RunStore;
beforeAll(async () => {
  database = await createPostgresUnderTest();
  for (let from = 0; from < 3_000; from += 500) {
    const events = Array.from({ length: 500 }, (_, at) =>
      runCreated(`run_${from + at}`, {
        createdAt: from + at,
        input: JSON.stringify({ n: from + at, payload }),
      }),
    );
    await database.record(events);
  }
  store = await database.open();
}, 120_000);
afterAll(async () => {
  await store.close();
  await database.remove();
});

const list = (filter: string, sort: Sort, signal?: AbortSignal) =>
  store.listRuns(parseQuery(filter), { sort, limit: 50, now: sampleNow, signal });

/** How many connections of the store execute something. */
async function busyConnections(): Promise<number> {
  const { rows } = await database.pool.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()",
  );
  return rows.length;
}

test.each([
  ['64 words that every payload has', letters.flatMap(one => [`${one}a`, `${one}b`]).join(' ')],
  ['64 negated words that no payload has', Array.from({ length: 64 }, (_, at) => `-qqq${at}`).join(' ')],
  [
    '32 globs that no payload matches',
    Array.from({ length: 32 }, (_, at) => `-input.payload:*a*b*c*${at}*`).join(' '),
  ],
])(
  'eight of the most expensive searches stop when they are aborted, and leave every connection usable: %s',
  async (_, filter) => {
    for (let round = 0; round < trials(3, 1); round += 1) {
      const abort = new AbortController();
      const searches = Array.from({ length: 8 }, () => list(filter, byDuration, abort.signal));
      const ended = Promise.allSettled(searches);
      await expect.poll(busyConnections, { interval: 5 }).toBeGreaterThan(0);
      abort.abort(new Error('gone'));
      for (const { status } of await ended) expect(status).toBe('rejected');
      await expect.poll(busyConnections, { interval: 10, timeout: scaleToLoad(2_000) }).toBe(0);
    }
    const all = await Promise.all(Array.from({ length: 16 }, () => list('run_2999', newestFirst)));
    for (const { runs } of all) expect(runs).toHaveLength(1);
  },
);
