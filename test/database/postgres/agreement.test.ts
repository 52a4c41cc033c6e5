import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { inTransaction } from '../../../src/database/postgres/database.ts';
import { indexSomeLogs } from '../../../src/database/postgres/write/index-logs.ts';
import { markLostRuns } from '../../../src/database/postgres/write/write-changes.ts';
import { expectPagesAgree, expectTopsAgree, manyQueries } from '../../contract/agreement.ts';
import { arbitraryRun, type TestRun } from '../../model/query/arbitrary-run.ts';
import { trials } from '../../trials.ts';
import { lostSeenAt, toEvents, toLost, toStorable } from '../sqlite/random-events.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

const arbitraryRuns = fc.array(arbitraryRun, { minLength: 150, maxLength: 250 }).map(toStorable);
const stores = { numRuns: trials(2, 1), endOnFailure: true };

describe('the SQL of a filter and the matcher', () => {
  it('agree on random runs and queries, in every page size, however little is read at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRuns,
        manyQueries,
        fc.constantFrom(17, 100, 1_000_000),
        async (runs, queries, scanRows) => {
          await withStore(
            runs,
            runs,
            store => expectPagesAgree(store, runs, queries, [3, 40, 300]),
            scanRows,
          );
        },
      ),
      stores,
    );
  });

  it('agree where some runs are lost', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRuns, manyQueries, async (runs, queries) => {
        const seen = runs.map((run, at) => (at % 2 === 0 ? toLost(run) : run));
        await withStore(runs, seen, store => expectPagesAgree(store, seen, queries, [9, 300]));
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
          await withStore(runs, seen, store => expectTopsAgree(store, seen, queries, limit));
        },
      ),
      stores,
    );
  });
});

/** Holds runs of which those that are seen as lost were left by a recorder that is gone. */
async function withStore(
  runs: readonly TestRun[],
  seen: readonly TestRun[],
  use: (store: RunStore) => Promise<void>,
  scanRows?: number,
): Promise<void> {
  const under = await createPostgresUnderTest();
  const isLost = (run: TestRun, at: number) => run !== seen[at];
  await under.record(runs.filter((run, at) => !isLost(run, at)).flatMap(toEvents));
  await under.recordAsOwner(runs.filter(isLost).flatMap(toEvents));
  await inTransaction(under.pool, client => markLostRuns(client, new Map([['owner', lostSeenAt]])));
  // Some log messages are indexed, and others wait.
  for (let page = 0; page < 4; page += 1) await inTransaction(under.pool, indexSomeLogs);
  const store = await under.open({ scanRows });
  try {
    await use(store);
  } finally {
    await store.close();
    await under.remove();
  }
}
