import { expect, test } from 'vitest';
import type { ListOptions } from '../../src/contract/lists/run-page.ts';
import { emptyQuery } from '../../src/model/query/query.ts';
import { readInBackground } from '../../src/operations/list-pages.ts';
import { createFakeStore } from '../cli/fake-store.ts';
import { createRun, now } from '../cli/sample-runs.ts';

const store = createFakeStore(Array.from({ length: 1_200 }, (_, at) => createRun({ id: `run_${at}` })));

async function readAll(from = store, most = 10_000) {
  const happened: string[] = [];
  const pages: { readonly runs: number; readonly hasMore: boolean }[] = [];
  setImmediate(() => happened.push('a key'));
  const listRuns: typeof store.listRuns = (query, options: ListOptions) => {
    happened.push('a page');
    return from.listRuns(query, options);
  };
  for await (const { runs, nextCursor } of readInBackground({ ...from, listRuns }, emptyQuery, { now, most }))
    pages.push({ runs: runs.length, hasMore: nextCursor !== undefined });
  return { happened, pages };
}

test('a key that is typed meanwhile does not wait for the last page', async () => {
  const { happened } = await readAll();
  expect(happened.slice(0, 3)).toContain('a key');
});

test('local pages are small, and say whether there are more', async () => {
  const { pages } = await readAll();
  expect(pages.map(({ runs }) => runs)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(pages.map(({ hasMore }) => hasMore)).toEqual([true, true, true, true, true, false]);
  expect((await readAll(store, 400)).pages).toEqual([
    { runs: 200, hasMore: true },
    { runs: 200, hasMore: true },
  ]);
});

test('remote ones are larger, because each is a request', async () => {
  const remote = { ...store, target: { ...store.target, isRemote: true as const } };
  expect((await readAll(remote)).pages.map(({ runs }) => runs)).toEqual([500, 500, 200]);
});
