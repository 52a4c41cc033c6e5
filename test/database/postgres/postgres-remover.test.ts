import { openPostgresRemover } from '../../../src/database/postgres/store/open-postgres-remover.ts';
import { describeRemover } from '../../contract/remover-contract.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

describeRemover('removing runs from a PostgreSQL database', async () => {
  const world = await createPostgresUnderTest();
  return { ...world, openRemover: () => openPostgresRemover({ url: world.url }) };
});
