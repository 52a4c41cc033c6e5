import type { ServedStore } from './served-store.ts';
import type { TargetInfo } from './store.ts';
import type { Location } from './targets/location.ts';

export type ServedLocation = Exclude<Location, { readonly kind: 'http' | 'engine' }>;

/** Opens a store for a server; a store that is missing is made, and only the code of that kind of store is loaded. */
export async function openServedStore(location: ServedLocation, target: TargetInfo): Promise<ServedStore> {
  if (location.kind === 'sqlite') {
    const { openServedSqlite } = await import('./sqlite/open-served-sqlite.ts');
    return openServedSqlite({ path: location.path, target });
  }
  const { openServedPostgres } = await import('./postgres/open-served-postgres.ts');
  return openServedPostgres({ url: location.url, target });
}
