import type { Database } from 'better-sqlite3';
import type { CancelResult } from '../../../contract/run-store.ts';
import { createCountChanges } from '../../runs/events/count-changes.ts';
import { cancelAnswer, canceledFields, canceledState } from '../../runs/events/run-state.ts';
import { findDeadOwners } from '../lost-owners.ts';
import { createBump, createCountWriter } from './change-notes.ts';
import { createRunParts } from './sqlite-parts.ts';
import { createRunRows, type StoredRun } from './sqlite-rows.ts';

/**
 * Requests a cancel from the run's owner, or cancels a run without one. Make one for each write transaction,
 * and call it inside: it looks only once which owners are gone.
 */
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
  let gone: ReadonlySet<number> | undefined;

  function isOwned({ owner }: StoredRun): boolean {
    if (owner === null) return false;
    gone ??= new Set(findDeadOwners(db, now).map(({ id }) => id));
    return !gone.has(owner);
  }

  function end(run: StoredRun): void {
    try {
      rows.update(run, { state: canceledState(run, now), owner: null, fields: {} });
      parts.putPayloads(run.key, canceledFields);
      writeCounts(counts);
    } finally {
      counts.take();
    }
    dropStart.run(run.key);
  }

  return (id, by) => {
    const run = rows.find(id);
    const hasOwner = run !== undefined && isOwned(run);
    const answer = cancelAnswer(run, hasOwner);
    if (!run || (answer.type !== 'requested' && answer.type !== 'canceled')) return answer;
    request.run(now, by ?? null, run.key);
    if (answer.type === 'canceled') end(run);
    bump();
    return answer;
  };
}
