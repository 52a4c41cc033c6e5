import { it, onTestFinished } from 'vitest';
import {
  expectFailuresInParts,
  expectSamePartAgain,
  manyFailures,
  movedEnd,
} from '../../contract/failure-parts.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

it('counts many failures in parts, so that the first groups come soon, and the same part again', async () => {
  const { pool, open, remove } = await createPostgresUnderTest();
  onTestFinished(remove);
  const { count, columns } = manyFailures;
  await pool.query(`INSERT INTO runs (${Object.keys(columns).join(', ')}, search, facets)
    SELECT ${Object.values(columns).join(', ')}, '', '{}' FROM generate_series(1::bigint, ${count}) AS numbers(i)`);
  await pool.query(
    'INSERT INTO counts SELECT kind, name, status, count(*) FROM runs GROUP BY kind, name, status',
  );
  const store = await open();
  onTestFinished(() => store.close());
  await expectFailuresInParts(store);
  await expectSamePartAgain(store, () => pool.query(movedEnd));
});
