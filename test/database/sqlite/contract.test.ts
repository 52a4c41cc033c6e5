import { describeStoreContract } from '../../contract/store-contract.ts';
import { createSqliteUnderTest } from './temp-store.ts';

describeStoreContract('SQLite', createSqliteUnderTest, { canStart: true });
