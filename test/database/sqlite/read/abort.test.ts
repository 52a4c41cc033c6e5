import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestFirst, type Sort } from '../../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../../src/contract/run-store.ts';
import { openSampleWriter } from '../../../../src/database/sqlite/write/sample-writer.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { runCreated, sampleNow } from '../../../contract/sample-events.ts';
import { trials } from '../../../trials.ts';
import { openStoreAt, type TempFolder, tempFolder } from '../temp-store.ts';

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const byDuration: Sort = { field: 'duration', descending: true };

/** Together they take many seconds: none of them is in any run, or nearly all of them are in every run. */
const dear: readonly (readonly [string, string])[] = [
  [
    '64 words that every payload has',
    [...letters, ...letters.map(one => `${one}e`), ...letters.slice(0, 12).map(one => `${one}o`)].join(' '),
  ],
  [
    '64 negated words that no payload has',
    Array.from({ length: 64 }, (_, at) => `-qq${letters[at % 26]}${at}`).join(' '),
  ],
  ['32 paths that no payload has', Array.from({ length: 32 }, (_, at) => `-input.k${at}:*a*b*c*`).join(' ')],
  ['128 parts of errors', `error:${Array.from({ length: 128 }, (_, at) => `message${at}`).join(',')}`],
];

const runs = trials(12_000, 5_000);

let folder: TempFolder;
let store: RunStore;
beforeAll(async () => {
  folder = tempFolder();
  const path = folder.file('runs.db');
  const writer = await openSampleWriter(path);
  const words = letters.flatMap(one => letters.map(two => `${one}${two}${one}`));
  for (let n = 0; n < runs; n += 1)
    writer.write([
      runCreated(`run_${n}`, {
        createdAt: n,
        status: n % 2 === 0 ? 'failed' : 'success',
        input: JSON.stringify({ n, text: words.slice(n % 300, (n % 300) + 200).join(' ') }),
        error: n % 2 === 0 ? { value: 'null', name: 'Error', message: `message ${n}` } : undefined,
      }),
    ]);
  await writer.settle();
  await writer.close();
  store = await openStoreAt(path);
}, 120_000);
afterAll(async () => {
  await store.close();
  folder.remove();
});

const list = (filter: string, sort: Sort, signal?: AbortSignal) =>
  store.listRuns(parseQuery(filter), { sort, limit: 50, now: sampleNow, signal });

/** The busy time of all threads of this process in a while, in ms. */
async function busyMsIn(ms: number): Promise<number> {
  const before = process.cpuUsage();
  await new Promise(resolve => setTimeout(resolve, ms));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe('the most expensive searches that are allowed, eight at once', () => {
  it.each(dear)(
    'leave the worker to others while they run, and at once when they are aborted: %s',
    async (_, filter) => {
      const abort = new AbortController();
      const searches = Array.from({ length: 8 }, () => list(filter, byDuration, abort.signal));
      const ended = Promise.allSettled(searches);
      const start = performance.now();
      expect((await list(`run_${runs - 1}`, newestFirst)).runs).toHaveLength(1);
      expect(await store.cancelRun('nobody')).toEqual({ type: 'not-found' });
      expect(performance.now() - start).toBeLessThan(10_000);
      abort.abort();
      await ended;
      const quiet = performance.now();
      expect((await list(`run_${runs - 2}`, newestFirst)).runs).toHaveLength(1);
      expect(performance.now() - quiet).toBeLessThan(2_000);
      expect(await busyMsIn(1_000)).toBeLessThan(500);
    },
  );
});
