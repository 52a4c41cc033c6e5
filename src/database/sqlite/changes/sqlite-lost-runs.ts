import type { Database } from 'better-sqlite3';
import { createCountChanges } from '../../runs/events/count-changes.ts';
import { lostFields, lostState, restoredState } from '../../runs/events/lost-run.ts';
import { type DeadOwner, findDeadOwners } from '../lost-owners.ts';
import { bumpChange, createCountWriter } from './change-notes.ts';
import { createRunParts } from './sqlite-parts.ts';
import { createRunRows } from './sqlite-rows.ts';

/**
 * Only a server hears whether a remote writer is alive: others show its runs as lost for this long before
 * they mark them so.
 */
const unheardPatienceMs = 10 * 60_000;

/** Marks the active runs of dead owners as lost, and removes those owners. */
export function markLostRuns(db: Database, { hearsWriters = false } = {}): void {
  const patienceMs = hearsWriters ? 0 : unheardPatienceMs;
  if (ownersToRemove(db, patienceMs).length === 0) return;
  db.transaction(() => {
    for (const owner of ownersToRemove(db, patienceMs)) removeOwner(db, owner);
    bumpChange(db);
  }).immediate();
}

function ownersToRemove(db: Database, patienceMs: number): readonly DeadOwner[] {
  const now = Date.now();
  return findDeadOwners(db, now).filter(
    ({ writer, lastSeenAt }) => writer === undefined || now - lastSeenAt > patienceMs,
  );
}

/** Lists the lost runs of a remote writer, to restore them when it returns. */
function removeOwner(db: Database, { id, lastSeenAt, writer }: DeadOwner): void {
  const counts = createCountChanges();
  const rows = createRunRows(db, counts);
  const parts = createRunParts(db);
  const note = db.prepare('INSERT OR REPLACE INTO lost VALUES (?, ?)');
  for (const run of rows.ownedBy(id)) {
    rows.update(run, { state: lostState(run, lastSeenAt), owner: null, fields: {} });
    parts.putPayloads(run.key, lostFields);
    if (writer !== undefined) note.run(run.key, writer);
  }
  db.prepare('DELETE FROM owners WHERE id = ?').run(id);
  db.prepare('DELETE FROM offers WHERE owner = ?').run(id);
  createCountWriter(db)(counts);
}

/** Undoes `markLostRuns` for a remote writer, inside a write transaction. */
type LostRestorer = {
  readonly has: (writer: string) => boolean;
  /** Restores the status of lost runs that have not changed since. */
  readonly restore: (writer: string, owner: number) => void;
};

export function createLostRestorer(db: Database): LostRestorer {
  const isAny = db.prepare<[string]>('SELECT 1 FROM lost WHERE writer = ? LIMIT 1');
  const forget = db.prepare('DELETE FROM lost WHERE writer = ?');
  const has = (writer: string) => isAny.get(writer) !== undefined;
  return {
    has,
    restore(writer, owner) {
      if (!has(writer)) return;
      const counts = createCountChanges();
      const rows = createRunRows(db, counts);
      for (const run of rows.lostOf(writer))
        rows.update(run, { state: restoredState(run), owner, fields: {} });
      createCountWriter(db)(counts);
      forget.run(writer);
    },
  };
}
