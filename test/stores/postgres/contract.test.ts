import { describeStoreContract } from '../contract.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

describeStoreContract('PostgreSQL', createPostgresUnderTest);
