import type { KeepAct } from '../contract/done-act.ts';
import type { RunStore } from '../contract/run-store.ts';
import type { ServedStore } from '../contract/served-store.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import type { Location } from '../targets/location.ts';
import type { ResolvedTarget } from '../targets/target.ts';
import { createJournaledStore } from './journaled-store.ts';
import { openDatabase } from './open-database.ts';
import { createReadOnlyStore } from './read-only-store.ts';

export type OpenOptions = {
  /** A database that takes longer to say what it holds is opened by the first call. */
  readonly longestMs?: number;
  readonly keepAct?: KeepAct;
};

export async function openStore(target: ResolvedTarget, options: OpenOptions = {}): Promise<RunStore> {
  const store = await openWhole(target, options);
  // Members of a merged list are opened by this function, too: each is read-only or journaled by itself.
  if (target.kind === 'merged') return store;
  if (target.info.isReadOnly) return createReadOnlyStore(store);
  return options.keepAct ? createJournaledStore(store, options.keepAct) : store;
}

async function openWhole(target: ResolvedTarget, options: OpenOptions): Promise<RunStore> {
  switch (target.kind) {
    case 'sqlite': {
      const { openSqliteStore } = await import('../database/sqlite/store/open-sqlite-store.ts');
      return openSqliteStore({ path: target.path, target: target.info });
    }
    case 'postgres':
      return openDatabase(target, options.longestMs);
    case 'http': {
      const { url, isInsecure: insecure, info } = target;
      const [token, tokenAdvice] = await Promise.all([target.readToken(), target.tokenAdvice()]);
      const { openHttpStore } = await import('./http/open-http-store.ts');
      return openHttpStore({ url, token, tokenAdvice, insecure, target: info });
    }
    case 'engine': {
      const { engine, info, ...place } = target;
      return engine.open({ ...place, target: info });
    }
    case 'merged': {
      const { openMergedStore } = await import('./merged/open-merged-store.ts');
      const members = target.members.map(member => ({
        name: member.info.name,
        open: () => openStore(member, { keepAct: options.keepAct }),
      }));
      return openMergedStore({ members, target: target.info });
    }
  }
}

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
  const { openServedPostgres } = await import('../database/postgres/store/open-served-postgres.ts');
  return openServedPostgres({ url: location.url, target, report });
}
