import { describeStoreContract } from '../contract.ts';
import { createMergedUnderTest } from './two-stores.ts';

describeStoreContract('two SQLite stores in one list', createMergedUnderTest);
