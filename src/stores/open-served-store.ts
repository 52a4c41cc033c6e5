import type { ServedStore } from '../contract/served-store.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import type { Location } from '../targets/location.ts';

export type ServedLocation = Exclude<Location, { readonly kind: 'http' | 'engine' }>;

/** Opens or creates a store for a server; `report` receives failures of its maintenance. */
export async function openServedStore(
  location: ServedLocation,
  target: TargetInfo,
  report?: (error: unknown) => void,
): Promise<ServedStore> {
  if (location.kind === 'sqlite') {
    const { openServedSqlite } = await import('../database/sqlite/serve/open-served-sqlite.ts');
    return openServedSqlite({ path: location.path, target, report });
  }
  const { openServedPostgres } = await import('../database/postgres/open-served-postgres.ts');
  return openServedPostgres({ url: location.url, target, report });
}
