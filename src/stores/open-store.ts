import type { RunStore } from './store.ts';
import type { ResolvedTarget } from './targets/resolve-target.ts';

/** Opens the store of a target; only the code of that kind of store is loaded. */
export async function openStore(target: ResolvedTarget): Promise<RunStore> {
  const { openSqliteStore } = await import('./sqlite/open-sqlite-store.ts');
  return openSqliteStore({ path: target.path, target: target.info });
}
