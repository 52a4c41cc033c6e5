import { openSqliteRemover } from '../../../../src/database/sqlite/remove/open-sqlite-remover.ts';
import { describeRemover } from '../../../contract/remover-contract.ts';
import { createSqliteUnderTest } from '../temp-store.ts';

describeRemover('removing runs from a SQLite store', async () => {
  const world = await createSqliteUnderTest();
  return { ...world, openRemover: () => openSqliteRemover(world.path) };
});
