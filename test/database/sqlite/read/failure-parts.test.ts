import { it, onTestFinished } from 'vitest';
import {
  expectFailuresInParts,
  expectSamePartAgain,
  manyFailures,
  movedEnd,
} from '../../../contract/failure-parts.ts';
import { openStoreAt, recordAt, rewrite, tempFolder } from '../temp-store.ts';

it('counts many failures in parts, so that the first groups come soon, and the same part again', async () => {
  const folder = tempFolder();
  onTestFinished(() => folder.remove());
  const path = folder.file('runs.db');
  await recordAt(path, []);
  const { count, columns } = manyFailures;
  rewrite(
    path,
    `WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ${count})
      INSERT INTO runs (key, ${Object.keys(columns).join(', ')})
      SELECT (${columns.created_at}) * 1024, ${Object.values(columns).join(', ')} FROM numbers;
      INSERT INTO counts SELECT kind, name, status, count(*) FROM runs GROUP BY kind, name, status`,
  );
  const store = await openStoreAt(path);
  onTestFinished(() => store.close());
  await expectFailuresInParts(store);
  await expectSamePartAgain(store, () => rewrite(path, movedEnd));
});
