import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileMatcher } from '../../../src/model/query/match.ts';
import { emptyQuery, type Query } from '../../../src/model/query/query.ts';
import { compareNewest, compareRuns } from '../../../src/stores/run-order.ts';
import { type RunStore, sortFields } from '../../../src/stores/store.ts';
import { arbitraryQuery } from '../../model/query/arbitrary-query.ts';
import { arbitraryRun, type TestRun, toMatchable } from '../../model/query/arbitrary-run.ts';
import { testNow } from '../../model/query/vocabulary.ts';
import { idsOf, listAll } from '../contract.ts';
import { orphan, toFact, toLost, toStorable } from './random-facts.ts';
import { openStoreAt, recordAt, tempFolder } from './temp-store.ts';

const arbitraryRuns = fc.array(arbitraryRun, { minLength: 150, maxLength: 250 }).map(toStorable);
const manyQueries = fc.array(arbitraryQuery, { minLength: 60, maxLength: 60 });
const stores = { numRuns: 2, endOnFailure: true };

describe('the SQL of a filter and the matcher', { timeout: 60_000 }, () => {
  it('agree on random runs and queries, in every page size, indexed or not', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRuns, manyQueries, fc.boolean(), async (runs, queries, isIndexed) => {
        await withStore(runs, isIndexed, async store => {
          for (const [at, query] of queries.entries()) {
            const limit = [3, 40, 300][at % 3];
            const found = await listAll(store, query, { limit, now: testNow });
            expect(idsOf(found), JSON.stringify(query)).toEqual(idsOf(wanted(runs, query)));
          }
        });
      }),
      stores,
    );
  });

  it('agree where some runs are lost', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRuns, manyQueries, async (runs, queries) => {
        const seen = runs.map((run, at) => (at % 2 === 0 ? toLost(run) : run));
        const lostIds = runs.filter((run, at) => run !== seen[at]).map(run => run.summary.id);
        await withStore(
          runs,
          true,
          async store => {
            for (const [at, query] of queries.entries()) {
              const found = await listAll(store, query, { limit: [9, 300][at % 2], now: testNow });
              expect(idsOf(found), JSON.stringify(query)).toEqual(idsOf(wanted(seen, query)));
            }
          },
          path => orphan(path, lostIds),
        );
      }),
      stores,
    );
  });

  it('agree under every sort', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRuns,
        manyQueries,
        fc.integer({ min: 1, max: 60 }),
        async (runs, queries, limit) => {
          const seen = runs.map((run, at) => (at % 3 === 0 ? toLost(run) : run));
          const lostIds = runs.filter((run, at) => run !== seen[at]).map(run => run.summary.id);
          await withStore(
            runs,
            true,
            async store => {
              for (const [at, query] of [
                ...sortFields.map(() => emptyQuery),
                ...queries.slice(0, 32),
              ].entries()) {
                for (const descending of [true, false]) {
                  const sort = { field: sortFields[at % sortFields.length] ?? 'cost', descending };
                  const page = await store.listRuns(query, { sort, limit, now: testNow });
                  const all = wanted(seen, query).sort(compareRuns(sort, testNow));
                  expect(idsOf(page.runs), JSON.stringify([sort, query])).toEqual(idsOf(all.slice(0, limit)));
                }
              }
            },
            path => orphan(path, lostIds),
          );
        },
      ),
      stores,
    );
  });
});

function wanted(runs: readonly TestRun[], query: Query) {
  const fits = compileMatcher(query, { now: testNow });
  return runs
    .filter(run => fits(toMatchable(run)))
    .map(run => run.summary)
    .sort(compareNewest);
}

async function withStore(
  runs: readonly TestRun[],
  isIndexed: boolean,
  use: (store: RunStore) => Promise<void>,
  prepare: (path: string) => void = () => {},
): Promise<void> {
  const folder = tempFolder();
  const path = folder.file('runs.db');
  await recordAt(path, runs.map(toFact), isIndexed ? 'background' : 'none');
  prepare(path);
  const store = await openStoreAt(path);
  try {
    await use(store);
  } finally {
    await store.close();
    folder.remove();
  }
}
