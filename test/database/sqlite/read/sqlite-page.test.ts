import { expect, test } from 'vitest';
import { compareIds } from '../../../../src/contract/lists/run-order.ts';
import { emptyQuery } from '../../../../src/model/query/query.ts';
import { idsOf } from '../../../contract/reading.ts';
import { runCreated, sampleNow } from '../../../contract/sample-events.ts';
import { openStoreAt, recordAt, tempFolder } from '../temp-store.ts';

test('the first of a sort are those with the last ids, of runs of one millisecond that have no value', async () => {
  const folder = tempFolder();
  const ids = Array.from({ length: 600 }, (_, at) => `run_${(at * 7) % 600}`);
  await recordAt(
    folder.file('runs.db'),
    ids.map(id => runCreated(id, { createdAt: sampleNow, costUsd: id === 'run_0' ? 1 : undefined })),
  );
  const store = await openStoreAt(folder.file('runs.db'));
  const sort = { field: 'cost', descending: true } as const;
  const page = await store.listRuns(emptyQuery, { sort, limit: 5, now: sampleNow });
  const last = ids.filter(id => id !== 'run_0').sort((a, b) => compareIds(b, a));
  expect(idsOf(page.runs)).toEqual(['run_0', ...last.slice(0, 4)]);
  await store.close();
  folder.remove();
});
