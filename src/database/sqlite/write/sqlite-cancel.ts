import type { Database } from 'better-sqlite3';
import type { CancelResult } from '../../../contract/run-store.ts';
import { cancelAnswer, canceledFields } from '../../runs/events/cancel-answer.ts';
import { createCountChanges } from '../../runs/events/count-changes.ts';
import { canceledState } from '../../runs/events/run-state.ts';
import { findDeadOwners } from '../owners/lost-owners.ts';
import { hasStarts, versionOf } from '../sqlite-schema.ts';
import { bumpChange } from './bump-change.ts';
import { createCountWriter } from './sqlite-counts.ts';
import { createRunParts } from './sqlite-parts.ts';
import { createRunRows, type StoredRun } from './sqlite-rows.ts';

/** Requests a cancel from the run's owner, or cancels a run without one. One short write. */
export function cancelSqliteRun(db: Database, id: string, by: string | undefined, now: number): CancelResult {
  const counts = createCountChanges();
  const rows = createRunRows(db, counts);
  const request = db.prepare(
    'UPDATE runs SET cancel_requested_at = coalesce(cancel_requested_at, ?), cancel_by = coalesce(cancel_by, ?) WHERE key = ?',
  );

  function end(run: StoredRun): void {
    rows.update(run, { state: canceledState(run, now), owner: null, fields: {} });
    createRunParts(db).putPayloads(run.key, canceledFields);
    createCountWriter(db)(counts);
    if (hasStarts(versionOf(db))) db.prepare('DELETE FROM starts WHERE run = ?').run(run.key);
  }

  return db
    .transaction((): CancelResult => {
      const run = rows.find(id);
      const hasOwner = run !== undefined && isOwned(db, run, now);
      const answer = cancelAnswer(run, hasOwner);
      if (!run || (answer.type !== 'requested' && answer.type !== 'canceled')) return answer;
      request.run(now, by ?? null, run.key);
      if (answer.type === 'canceled') end(run);
      bumpChange(db);
      return answer;
    })
    .immediate();
}

function isOwned(db: Database, { owner }: StoredRun, now: number): boolean {
  return owner !== null && !findDeadOwners(db, now).some(({ id }) => id === owner);
}
