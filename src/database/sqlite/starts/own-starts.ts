import type { Database } from 'better-sqlite3';
import type { BegunStart, ClaimedStart } from '../../../contract/starts/start-queue.ts';
import { once } from '../../../model/memo.ts';
import { bumpChange } from '../changes/bump-change.ts';
import type { ProcessOwner } from '../changes/process-owner.ts';
import { createStartClaims, type Wanted } from './claims.ts';
import { createOfferRows } from './offers.ts';
import { syncToDisk } from './sync-to-disk.ts';

/** The starts of one file that this process takes. Every call may throw SQLite's errors. */
export type OwnStarts = {
  /** Changes whenever another connection commits. */
  readonly version: () => unknown;
  /** Replaces what this process offers. */
  readonly offer: (workflows: readonly string[]) => void;
  /** Whether the store still knows this process, and what it offers. */
  readonly isOffering: () => boolean;
  readonly claim: (wanted: Wanted) => readonly ClaimedStart[];
  readonly begin: (id: string, at: number) => BegunStart | undefined;
  readonly release: (ids: readonly string[]) => void;
};

export function createOwnStarts(db: Database, owner: ProcessOwner): OwnStarts {
  // Most recorders offer nothing, and need no statements for it.
  const claims = once(() => createStartClaims(db));
  const offers = once(() => createOfferRows(db));
  const offer = db.transaction((workflows: readonly string[]) => {
    offers().put(owner.claim(), workflows);
    bumpChange(db);
  });
  const claim = db.transaction((wanted: Wanted) => claims().claim(owner.claim(), wanted, Date.now()));
  const begin = db.transaction((id: string, at: number) => claims().begin(owner.claim(), id, at));
  const release = db.transaction((ids: readonly string[]) => claims().release(owner.claim(), ids));
  return {
    version: () => db.pragma('data_version', { simple: true }),
    offer: workflows => offer.immediate(workflows),
    isOffering() {
      const id = owner.id();
      return id !== undefined && offers().has(id);
    },
    claim(wanted) {
      const id = owner.id();
      return id !== undefined && claims().isAny(id, wanted, Date.now()) ? claim.immediate(wanted) : [];
    },
    begin: (id, at) => syncToDisk(db, () => begin.immediate(id, at)),
    release: ids => release.immediate(ids),
  };
}
