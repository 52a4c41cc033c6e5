import { describeStoreContract } from '../../contract/store-contract.ts';
import { createSqliteBacking } from './backings.ts';
import { createHttpUnderTest } from './http-under-test.ts';

describeStoreContract('HTTP over SQLite', async () => createHttpUnderTest(await createSqliteBacking()), {
  canStart: true,
  passesFiltersOn: true,
});
