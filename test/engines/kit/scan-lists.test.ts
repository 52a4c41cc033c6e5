import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunPage } from '../../../src/contract/lists/run-page.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { RunSource } from '../../../src/engines/kit/run-search.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { expectPagesAgree, expectTopsAgree, manyQueries } from '../../contract/agreement.ts';
import { firstPage, idsOf } from '../../contract/reading.ts';
import { arbitraryRun, type TestRun } from '../../model/query/arbitrary-run.ts';
import { trials } from '../../trials.ts';
import { createCountedSource, listsOver, manyRuns } from './counted-source.ts';

/** Ids are unique in a store. */
const arbitraryRuns = fc
  .array(arbitraryRun, { minLength: 80, maxLength: 120 })
  .map(runs => [...new Map(runs.map(run => [run.summary.id, run])).values()]);

function storeOf(runs: readonly TestRun[], batchSize: number, rows = 1_000_000): RunStore {
  const lists = listsOver(createCountedSource(runs, batchSize), { ms: 60_000, rows });
  return createFakeStore([], { overrides: lists });
}

/** The pages of a store that is given no time. */
async function pagesOf(source: RunSource, filter: string, atOnce = 1): Promise<readonly RunPage[]> {
  const lists = listsOver(source, { ms: 0, rows: 1_000 }, atOnce);
  const pages: RunPage[] = [];
  do {
    const cursor = pages.at(-1)?.nextCursor;
    pages.push(await lists.listRuns(parseQuery(filter), { ...firstPage, cursor }));
  } while (pages.at(-1)?.nextCursor !== undefined);
  return pages;
}

describe('a store that can only be read run by run', () => {
  it('lists what the matcher means, in every page size and under every budget', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRuns,
        manyQueries,
        fc.integer({ min: 1, max: 50 }),
        async (runs, queries, rows) => {
          await expectPagesAgree(storeOf(runs, 16), runs, queries, [1, 7, 100]);
          await expectPagesAgree(storeOf(runs, 5, rows), runs, queries.slice(0, 20), [3]);
        },
      ),
      { numRuns: trials(4, 1), endOnFailure: true },
    );
  });

  it('gives the first of every order', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRuns, manyQueries, async (runs, queries) => {
        await expectTopsAgree(storeOf(runs, 16), runs, queries, 20);
      }),
      { numRuns: trials(2, 1), endOnFailure: true },
    );
  });

  it('gives a short page when the budget is used up, with how much was read of how much', async () => {
    const source = createCountedSource(manyRuns(100), 10);
    const lists = listsOver(source, { ms: 60_000, rows: 30 });
    const pages: RunPage[] = [];
    do {
      const cursor = pages.at(-1)?.nextCursor;
      pages.push(await lists.listRuns(parseQuery('input.at:75'), { ...firstPage, cursor }));
    } while (pages.at(-1)?.nextCursor !== undefined);
    expect(pages.map(page => page.runs.length)).toEqual([0, 0, 1, 0]);
    expect(pages.map(page => page.scanned)).toEqual([30, 60, 90, 100].map(read => ({ read, total: 100 })));
  });

  it('gives a short page when the time is used up, and gets on all the same', async () => {
    const pages = await pagesOf(createCountedSource(manyRuns(40), 10), 'input.at:39');
    expect(pages.flatMap(({ runs }) => idsOf(runs))).toEqual(['run_000039']);
    expect(pages).toHaveLength(41);
  });

  it('leaves no run for the next page that costs nothing more, however long its batch took', async () => {
    const decided = await pagesOf(createCountedSource(manyRuns(40), 10), 'name:flow-3');
    expect(decided.map(page => page.scanned?.read)).toEqual([10, 20, 30, 40, 40]);
    const loaded = await pagesOf(createCountedSource(manyRuns(40), 10), 'input.at:39', 5);
    expect(loaded.map(page => page.scanned?.read)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 40]);
  });

  it('loads payloads only where they decide', async () => {
    const source = createCountedSource(
      manyRuns(50, at => ({ status: at % 10 === 0 ? 'failed' : 'success' })),
      10,
    );
    const lists = listsOver(source);
    await lists.listRuns(parseQuery('status:failed'), firstPage);
    await lists.listRuns(parseQuery('flow-3'), { ...firstPage, limit: 1 });
    expect(source.loads()).toBe(3);
    const page = await lists.listRuns(parseQuery('status:failed input.at:20'), firstPage);
    expect([idsOf(page.runs), source.loads()]).toEqual([['run_000020'], 8]);
  });

  it('reads no further back than a time of creation asks', async () => {
    let read = 0;
    const source = createCountedSource(manyRuns(100), 1);
    const counting = {
      ...source,
      async *read(options: Parameters<typeof source.read>[0]) {
        for await (const batch of source.read(options)) {
          read += batch.length;
          yield batch;
        }
      },
    };
    const at = new Date(1_000_000 - 5).toISOString();
    const page = await listsOver(counting).listRuns(parseQuery(`since:${at}`), firstPage);
    expect([page.runs.length, page.nextCursor, page.scanned, read]).toEqual([6, undefined, undefined, 7]);
  });

  it('leaves the thread to others while it reads many runs', async () => {
    const lists = listsOver(createCountedSource(manyRuns(60_000), 60_000));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await lists.listRuns(parseQuery('-workflow:flow*'), firstPage);
    await lists.listRuns(emptyQuery, { ...firstPage, sort: { field: 'name', descending: true } });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('stops when it is told to', async () => {
    const lists = listsOver(createCountedSource(manyRuns(60_000), 100));
    const controller = new AbortController();
    const reason = new Error('not interested any more');
    const asked = lists.listRuns(parseQuery('nowhere'), { ...firstPage, signal: controller.signal });
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });
});
