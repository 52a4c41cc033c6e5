import { describeStoreContract } from '../../contract/store-contract.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

describeStoreContract('PostgreSQL', createPostgresUnderTest, { canStart: true });
