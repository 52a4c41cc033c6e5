import { openServedSqlite } from '../../../src/stores/sqlite/open-served-sqlite.ts';
import { describeStoreContract, type StoreUnderTest } from '../contract.ts';
import { targetOf, tempFolder } from '../sqlite/temp-store.ts';
import { createHttpUnderTest } from './http-under-test.ts';

describeStoreContract('HTTP over SQLite', createUnderTest);

function createUnderTest(): Promise<StoreUnderTest> {
  const folder = tempFolder();
  const path = folder.file('runs.db');
  return createHttpUnderTest({
    openServed: (rows = 1_000_000) =>
      openServedSqlite({ path, target: targetOf(path), scanBudget: { ms: 60_000, rows } }),
    remove: async () => folder.remove(),
  });
}
