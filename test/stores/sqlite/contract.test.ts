import { describeStoreContract } from '../contract.ts';
import { createSqliteUnderTest } from './temp-store.ts';

describeStoreContract('SQLite', createSqliteUnderTest);
