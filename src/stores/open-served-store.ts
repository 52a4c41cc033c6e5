import type { TargetInfo } from '../contract/run-store.ts';
import type { ServedStore } from '../contract/served-store.ts';
import type { Location } from '../targets/location.ts';

export type ServedLocation = Exclude<Location, { readonly kind: 'http' | 'engine' }>;

/**
 * Opens a store for a server, and creates one that is missing; only the code for its kind is loaded. Failures
 * of its maintenance go to `report`.
 */
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
