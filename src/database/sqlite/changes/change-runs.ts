import type { Database } from 'better-sqlite3';
import type { CancelResult } from '../../../contract/run-store.ts';
import {
  cancelAnswer,
  canceledFields,
  canceledState,
  createCountChanges,
  lostFields,
  lostState,
  restoredState,
} from '../../runs/events/run-state.ts';
import { type DeadOwner, findDeadOwners } from '../lost-owners.ts';
import { createRunParts } from './sqlite-parts.ts';
import { bumpChange, createBump, createCountWriter, createRunRows, type StoredRun } from './sqlite-rows.ts';

/** Only a server hears remote writers; others wait so long before they mark a silent writer's runs. */
const unheardPatienceMs = 10 * 60_000;

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

/** Restores the lost runs of a remote writer that have not changed since, inside a write transaction. */
export function createLostRestorer(db: Database) {
  const isAny = db.prepare<[string]>('SELECT 1 FROM lost WHERE writer = ? LIMIT 1');
  const forget = db.prepare('DELETE FROM lost WHERE writer = ?');
  const has = (writer: string) => isAny.get(writer) !== undefined;
  return {
    has,
    restore(writer: string, owner: number) {
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

/** Make one inside each write transaction: it looks only once which owners are gone. */
export function createRunCanceler(
  db: Database,
  now: number,
): (id: string, by: string | undefined) => CancelResult {
  const counts = createCountChanges();
  const rows = createRunRows(db, counts);
  const parts = createRunParts(db);
  const writeCounts = createCountWriter(db);
  const request = db.prepare(
    'UPDATE runs SET cancel_requested_at = coalesce(cancel_requested_at, ?), cancel_by = coalesce(cancel_by, ?) WHERE key = ?',
  );
  const bump = createBump(db);
  const dropStart = db.prepare('DELETE FROM starts WHERE run = ?');
  let gone: ReadonlyMap<number, number> | undefined;

  /** When the owner was last seen; `undefined` for one that is not gone. */
  function goneSince(owner: number): number | undefined {
    gone ??= new Map(findDeadOwners(db, now).map(({ id, lastSeenAt }) => [id, lastSeenAt]));
    return gone.get(owner);
  }

  function end(run: StoredRun, lastSeenAt: number | undefined): void {
    const ended = lastSeenAt === undefined ? run : { ...run, ...lostState(run, lastSeenAt) };
    try {
      rows.update(run, { state: canceledState(ended, now), owner: null, fields: {} });
      parts.putPayloads(run.key, canceledFields);
      writeCounts(counts);
    } finally {
      counts.take();
    }
    dropStart.run(run.key);
  }

  return (id, by) => {
    const run = rows.find(id);
    const lastSeenAt = run && run.owner !== null ? goneSince(run.owner) : undefined;
    const hasOwner = run !== undefined && run.owner !== null && lastSeenAt === undefined;
    const answer = cancelAnswer(run, hasOwner);
    if (!run || (answer.type !== 'requested' && answer.type !== 'canceled')) return answer;
    request.run(now, by ?? null, run.key);
    if (answer.type === 'canceled') end(run, lastSeenAt);
    bump();
    return answer;
  };
}
