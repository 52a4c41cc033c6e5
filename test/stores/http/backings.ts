import type { ServedStore } from '../../../src/contract/served-store.ts';
import { openServedPostgres } from '../../../src/database/postgres/store/open-served-postgres.ts';
import { openServedSqlite } from '../../../src/database/sqlite/serve/open-served-sqlite.ts';
import { targetOf, tempFolder } from '../../database/sqlite/temp-store.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';

/** A place for runs, empty at first, that servers can be opened over. */
export type Backing = {
  /** `scanRows` is how many runs a page may read where no index helps, as far as the store can be told. */
  readonly openServed: (scanRows?: number) => Promise<ServedStore>;
  readonly remove: () => Promise<void>;
};

export async function createSqliteBacking(): Promise<Backing> {
  const folder = tempFolder();
  const path = folder.file('runs.db');
  return {
    openServed: (rows = 1_000_000) =>
      openServedSqlite({ path, target: targetOf(path), scanBudget: { ms: 60_000, rows } }),
    remove: async () => folder.remove(),
  };
}

export async function createPostgresBacking(): Promise<Backing> {
  const { url, drop } = await createTestDatabase();
  const target = { name: 'test', kind: 'postgres', location: 'test', reason: 'test' };
  return {
    openServed: (rows = 1_000_000) => openServedPostgres({ url, target, scanBudget: { ms: 60_000, rows } }),
    remove: drop,
  };
}

export const backings: readonly { readonly name: string; readonly create: () => Promise<Backing> }[] = [
  { name: 'SQLite', create: createSqliteBacking },
  { name: 'PostgreSQL', create: createPostgresBacking },
];
