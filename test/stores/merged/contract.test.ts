import { describeStoreContract } from '../../contract/store-contract.ts';
import { createMergedUnderTest } from './two-stores.ts';

describeStoreContract('two SQLite stores in one list', createMergedUnderTest, {
  isOneTarget: false,
  passesFiltersOn: true,
});
