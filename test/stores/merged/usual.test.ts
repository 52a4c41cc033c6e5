import { expect, it } from 'vitest';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { openMergedStore } from '../../../src/stores/merged/open-merged-store.ts';
import { firstPage, listAll } from '../../contract/reading.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import { createSqliteUnderTest } from '../../database/sqlite/temp-store.ts';
import { mergedInfo } from './two-stores.ts';

function nightly(medianMs: number): readonly RunEvent[] {
  const ran = (id: string, ms: number) =>
    runCreated(id, {
      name: 'nightly',
      startedAt: sampleNow - ms,
      finishedAt: sampleNow,
      createdAt: sampleNow - ms,
    });
  return [...Array.from({ length: 7 }, (_, at) => ran(`usual_${at}`, medianMs)), ran('last', 6_000)];
}

it('is of each target alone: a run is slow in one that is not in the other', async () => {
  const stores = [await createSqliteUnderTest(), await createSqliteUnderTest()] as const;
  await stores[0].record(nightly(1_000));
  await stores[1].record(nightly(5_000));
  const store = await openMergedStore({
    target: mergedInfo,
    members: stores.map((member, at) => ({ name: at === 0 ? 'one' : 'two', open: () => member.open() })),
  });
  const slow = await listAll(store, parseQuery('duration:>3x'), { limit: 3 });
  expect(slow.map(({ target, id }) => [target, id])).toEqual([['one', 'last']]);
  const sort = { field: 'slow', descending: true } as const;
  const { runs } = await store.listRuns(emptyQuery, { ...firstPage, sort });
  expect(runs.slice(0, 2).map(({ target, id }) => [target, id])).toEqual([
    ['one', 'last'],
    ['two', 'last'],
  ]);
  const { runs: rows } = await store.listRuns(emptyQuery, { ...firstPage, usual: true });
  expect(new Set(rows.map(run => `${run.target} ${run.usual?.medianMs}`))).toEqual(
    new Set(['one 1000', 'two 5000']),
  );
  await store.close();
  await Promise.all(stores.map(member => member.remove()));
});
