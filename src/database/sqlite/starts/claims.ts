import type { Database } from 'better-sqlite3';
import { mostClaims } from '../../../contract/starts/start-intake.ts';
import { type BegunStart, type ClaimedStart, staleClaimMs } from '../../../contract/starts/start-queue.ts';
import { createCountChanges } from '../../runs/events/count-changes.ts';
import { stateAfter } from '../../runs/events/run-state.ts';
import { begunFields, isBegun, mayBegin } from '../../runs/events/start-event.ts';
import { bumpChange, createCountWriter } from '../changes/change-notes.ts';
import { createRunRows } from '../changes/sqlite-rows.ts';
import { findDeadOwners } from '../lost-owners.ts';

/** How many runs of each workflow an owner takes, and the ids of those that it is about to begin. */
export type Wanted = {
  readonly room: ReadonlyMap<string, number>;
  readonly held: ReadonlySet<string>;
};

/** Takes starts for owners that are in `owners`. All methods but `isAny` need a write transaction. */
type StartClaims = {
  /** Whether there is a start to claim. A claim that finds none would still be a change for others. */
  readonly isAny: (owner: number, wanted: Wanted, now: number) => boolean;
  readonly claim: (owner: number, wanted: Wanted, now: number) => readonly ClaimedStart[];
  /** `undefined` when it was canceled, or is not claimed by this owner. */
  readonly begin: (owner: number, id: string, at: number) => BegunStart | undefined;
  /** The answer of a `begin` with the same arguments before, while the run still runs there. */
  readonly begun: (owner: number, id: string, at: number) => BegunStart | undefined;
  readonly release: (owner: number, ids: readonly string[]) => void;
};

type StartRow = ClaimedStart & { readonly run: number };

export function createStartClaims(db: Database): StartClaims {
  const find = db.prepare<[string, number, number, string, number], StartRow>(`
    SELECT s.run, r.id, s.workflow FROM starts s JOIN runs r ON r.key = s.run
    WHERE s.workflow = ? AND (s.claimed_by IS NULL OR s.claimed_by = ? OR s.claimed_at < ?
      OR s.claimed_by NOT IN (SELECT id FROM owners) OR s.claimed_by IN (SELECT value FROM json_each(?)))
    ORDER BY s.run LIMIT ?`);
  const any = db.prepare('SELECT 1 FROM starts LIMIT 1');
  const claim = db.prepare('UPDATE starts SET claimed_by = ?, claimed_at = ? WHERE run = ?');
  const release = db.prepare(
    'UPDATE starts SET claimed_by = NULL, claimed_at = NULL WHERE claimed_by = ? AND run = (SELECT key FROM runs WHERE id = ?)',
  );
  function findFree(owner: number, { room, held }: Wanted, now: number): readonly StartRow[] {
    const gone = JSON.stringify(findDeadOwners(db, now).map(({ id }) => id));
    const free: StartRow[] = [];
    for (const [workflow, places] of room) {
      const most = Math.min(places, mostClaims - held.size - free.length);
      if (most <= 0) continue;
      const found = find.all(workflow, owner, now - staleClaimMs, gone, most + held.size);
      free.push(...found.filter(({ id }) => !held.has(id)).slice(0, most));
    }
    return free;
  }
  return {
    isAny: (owner, wanted, now) => any.get() !== undefined && findFree(owner, wanted, now).length > 0,
    claim: (owner, wanted, now) =>
      findFree(owner, wanted, now).map(({ run, id, workflow }) => {
        claim.run(owner, now, run);
        return { id, workflow };
      }),
    ...createBegin(db),
    release(owner, ids) {
      for (const id of ids) release.run(owner, id);
    },
  };
}

function createBegin(db: Database): Pick<StartClaims, 'begin' | 'begun'> {
  const counts = createCountChanges();
  const rows = createRunRows(db, counts);
  const writeCounts = createCountWriter(db);
  const take = db.prepare('DELETE FROM starts WHERE run = ? AND claimed_by = ?');
  const input = db.prepare<[number], string>('SELECT json FROM inputs WHERE key = ?').pluck();
  return {
    begin(owner, id, at) {
      const run = rows.find(id);
      if (!run || take.run(run.key, owner).changes === 0 || !mayBegin(run)) return undefined;
      const fields = begunFields(at);
      try {
        rows.update(run, { state: stateAfter(run, fields), owner, fields });
        writeCounts(counts);
      } finally {
        counts.take();
      }
      bumpChange(db);
      return { input: input.get(run.key) };
    },
    begun(owner, id, at) {
      const run = rows.find(id);
      return run?.owner === owner && isBegun(run, at) ? { input: input.get(run.key) } : undefined;
    },
  };
}

/**
 * Calls `begin`, a transaction that begins a start, so that it survives a crash of the machine, which the
 * last transactions otherwise need not: what a run does outside cannot be undone.
 */
export function syncToDisk<T>(db: Database, begin: () => T): T {
  db.pragma('synchronous = FULL');
  try {
    return begin();
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}
