import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Sort, sortFields } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { Query } from '../../../src/model/query/query.ts';
import { listAll } from '../../contract/reading.ts';
import { toEvents, toStorable } from '../../database/sqlite/random-events.ts';
import { openStoreAt, recordAt, tempFolder } from '../../database/sqlite/temp-store.ts';
import { arbitraryQuery } from '../../model/query/arbitrary-query.ts';
import { arbitraryRun, type TestRun } from '../../model/query/arbitrary-run.ts';
import { testNow } from '../../model/query/vocabulary.ts';
import { trials } from '../../trials.ts';
import { createSqliteBacking } from './backings.ts';
import { createHttpUnderTest } from './http-under-test.ts';

const arbitraryRuns = fc.array(arbitraryRun, { minLength: 40, maxLength: 60 }).map(toStorable);
const manyQueries = fc.array(arbitraryQuery, { minLength: trials(40, 20), maxLength: trials(40, 20) });

it('gives the same runs as the file behind it, for random runs and queries', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRuns, manyQueries, async (runs, queries) => {
      await withBoth(runs, async (near, far) => {
        for (const [at, query] of queries.entries()) {
          const limit = [9, 500][at % 2];
          const found = await listAll(far, query, { limit, now: testNow });
          expect(found, JSON.stringify(query)).toEqual(await listAll(near, query, { limit, now: testNow }));
          await expectSameTop(near, far, query, at);
        }
        for (const { summary } of runs.slice(0, 25)) {
          const include = { steps: true, messages: true };
          expect(await far.getRun(summary.id, { include })).toEqual(
            await near.getRun(summary.id, { include }),
          );
        }
        expect(await far.counts()).toEqual(await near.counts());
        expect(await far.workflows()).toEqual(await near.workflows());
      });
    }),
    { numRuns: 1, endOnFailure: true },
  );
});

async function expectSameTop(near: RunStore, far: RunStore, query: Query, at: number): Promise<void> {
  const sort: Sort = { field: sortFields[at % sortFields.length] ?? 'cost', descending: at % 2 === 0 };
  const options = { sort, limit: 20, now: testNow };
  expect((await far.listRuns(query, options)).runs).toEqual((await near.listRuns(query, options)).runs);
}

/** One store by its file, another that holds the same over HTTP, recorded into over HTTP. */
async function withBoth(
  runs: readonly TestRun[],
  use: (near: RunStore, far: RunStore) => Promise<void>,
): Promise<void> {
  const folder = tempFolder();
  const events = runs.flatMap(toEvents);
  const under = await createHttpUnderTest(await createSqliteBacking());
  const path = folder.file('near.db');
  await Promise.all([under.record(events), recordAt(path, events)]);
  const [near, far] = [await openStoreAt(path), await under.open()];
  try {
    await use(near, far);
  } finally {
    await Promise.all([near.close(), far.close()]);
    await under.remove();
    folder.remove();
  }
}
