import { describeStoreContract } from '../../contract/store-contract.ts';
import { createPostgresBacking } from './backings.ts';
import { createHttpUnderTest } from './http-under-test.ts';

describeStoreContract(
  'HTTP over PostgreSQL',
  async () => createHttpUnderTest(await createPostgresBacking()),
  {
    canStart: true,
    passesFiltersOn: true,
    isCombined: true,
  },
);
