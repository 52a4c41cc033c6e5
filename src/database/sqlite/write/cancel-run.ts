import type { Database } from 'better-sqlite3';
import type { CancelResult } from '../../../contract/run-store.ts';
import { isActive, type RunStatus } from '../../../model/status.ts';
import { createCounters } from './counters.ts';
import { findDeadOwners } from './owners.ts';

type ActiveRow = {
  readonly key: number;
  readonly kind: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly owner: number | null;
  readonly finished_at: number | null;
};

/**
 * Asks a run's owner to end it, or ends it at once when nobody owns it any more: then it is canceled, also
 * where it was shown as lost until now. One short write.
 */
export function cancelRun(db: Database, id: string, by: string | undefined, now: number): CancelResult {
  const find = db.prepare<[string], ActiveRow>(
    'SELECT key, kind, name, status, owner, finished_at FROM runs WHERE id = ?',
  );
  const request = db.prepare(
    'UPDATE runs SET cancel_requested_at = coalesce(cancel_requested_at, ?), cancel_by = coalesce(cancel_by, ?) WHERE key = ?',
  );
  return db
    .transaction((): CancelResult => {
      const run = find.get(id);
      if (!run) return { type: 'not-found' };
      if (!isActive({ status: run.status, finishedAt: run.finished_at ?? undefined })) {
        return { type: 'already-finished', status: run.status };
      }
      request.run(now, by ?? null, run.key);
      const isOwned = run.owner !== null && !findDeadOwners(db, now).some(owner => owner.id === run.owner);
      if (!isOwned) endAsCanceled(db, run, now);
      db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'change'").run();
      return { type: isOwned ? 'requested' : 'canceled' };
    })
    .immediate();
}

function endAsCanceled(db: Database, run: ActiveRow, now: number): void {
  const counters = createCounters(db);
  db.prepare(
    "UPDATE runs SET status = 'canceled', status_raw = NULL, owner = NULL, finished_at = ? WHERE key = ?",
  ).run(now, run.key);
  db.prepare(
    'INSERT INTO details (key, cancel_outcome) VALUES (?, ?) ON CONFLICT DO UPDATE SET cancel_outcome = excluded.cancel_outcome',
  ).run(run.key, 'canceled at once: no process was running it');
  counters.add(run, -1);
  counters.add({ ...run, status: 'canceled' }, 1);
  counters.write();
}
