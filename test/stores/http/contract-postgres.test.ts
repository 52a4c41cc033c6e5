import { openServedPostgres } from '../../../src/stores/postgres/open-served-postgres.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { describeStoreContract, type StoreUnderTest } from '../contract.ts';
import { createHttpUnderTest } from './http-under-test.ts';

describeStoreContract('HTTP over PostgreSQL', createUnderTest);

async function createUnderTest(): Promise<StoreUnderTest> {
  const { url, drop } = await createTestDatabase();
  const target = { name: 'test', kind: 'postgres', location: 'test', reason: 'test' };
  return createHttpUnderTest({
    openServed: (rows = 1_000_000) => openServedPostgres({ url, target, scanBudget: { ms: 60_000, rows } }),
    remove: drop,
  });
}
