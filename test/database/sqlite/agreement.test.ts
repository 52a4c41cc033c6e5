import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { expectPagesAgree, expectTopsAgree, manyQueries } from '../../contract/agreement.ts';
import { arbitraryRun, type TestRun } from '../../model/query/arbitrary-run.ts';
import { trials } from '../../trials.ts';
import { orphan, toEvents, toLost, toStorable } from './random-events.ts';
import { openStoreAt, recordAt, tempFolder } from './temp-store.ts';

const arbitraryRuns = fc.array(arbitraryRun, { minLength: 150, maxLength: 250 }).map(toStorable);
const stores = { numRuns: trials(2, 1), endOnFailure: true };

describe('the SQL of a filter and the matcher', () => {
  it('agree on random runs and queries, in every page size, indexed or not', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRuns, manyQueries, fc.boolean(), async (runs, queries, isIndexed) => {
        await withStore(runs, isIndexed, store => expectPagesAgree(store, runs, queries, [3, 40, 300]));
      }),
      stores,
    );
  });

  it('agree where some runs are lost', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRuns, manyQueries, async (runs, queries) => {
        const seen = runs.map((run, at) => (at % 2 === 0 ? toLost(run) : run));
        await withStore(
          runs,
          true,
          store => expectPagesAgree(store, seen, queries, [9, 300]),
          path => orphan(path, lostIds(runs, seen)),
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
          await withStore(
            runs,
            true,
            store => expectTopsAgree(store, seen, queries, limit),
            path => orphan(path, lostIds(runs, seen)),
          );
        },
      ),
      stores,
    );
  });
});

function lostIds(runs: readonly TestRun[], seen: readonly TestRun[]): readonly string[] {
  return runs.filter((run, at) => run !== seen[at]).map(run => run.summary.id);
}

async function withStore(
  runs: readonly TestRun[],
  isIndexed: boolean,
  use: (store: RunStore) => Promise<void>,
  prepare: (path: string) => void = () => {},
): Promise<void> {
  const folder = tempFolder();
  const path = folder.file('runs.db');
  await recordAt(path, runs.flatMap(toEvents), isIndexed ? 'background' : 'none');
  prepare(path);
  const store = await openStoreAt(path);
  try {
    await use(store);
  } finally {
    await store.close();
    folder.remove();
  }
}
