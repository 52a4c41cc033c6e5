import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openSqliteStore } from '../../../src/database/sqlite/store/open-sqlite-store.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';

export function openForBench(path: string): Promise<RunStore> {
  return openSqliteStore({
    path,
    target: { name: 'bench', kind: 'sqlite', location: path, reason: 'bench' },
  });
}

/** The names of the newest runs, as the first screen has to show them. */
export async function newestNames(path: string, limit: number): Promise<readonly string[]> {
  const store = await openForBench(path);
  try {
    const { runs } = await store.listRuns(emptyQuery, { sort: newestFirst, limit, now: Date.now() });
    return runs.map(({ name }) => name);
  } finally {
    await store.close();
  }
}
