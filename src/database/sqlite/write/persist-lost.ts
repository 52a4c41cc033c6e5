import type { Database } from 'better-sqlite3';
import type { RunStatus } from '../../../model/status.ts';
import { processLost } from '../../runs/process-lost.ts';
import { createCounters } from './counters.ts';
import { type DeadOwner, findDeadOwners } from './owners.ts';

type LostRun = {
  readonly key: number;
  readonly kind: string;
  readonly name: string;
  readonly status: RunStatus;
};

/**
 * A writer elsewhere may only be out of reach: its runs are shown as lost for a while before they are written
 * down as such.
 */
const remotePatienceMs = 10 * 60_000;

const lostRuns = 'SELECT key, kind, name, status FROM runs WHERE owner = ?';

const markFailed = `
UPDATE runs SET status = 'failed', status_raw = NULL, owner = NULL, finished_at = max(?, created_at, coalesce(started_at, 0)),
  lost_status = coalesce(status_raw, status), error_name = ?, error_message = ? WHERE key = ?`;

/** The owners whose runs are to be written down as failed. */
export function findOwnersToForget(db: Database, now: number): readonly DeadOwner[] {
  return findDeadOwners(db, now).filter(
    ({ writer, lastSeenAt }) => writer === undefined || now - lastSeenAt > remotePatienceMs,
  );
}

/**
 * Writes down as failed what owners that are gone left active, and forgets those owners. What the runs of a
 * writer elsewhere were is kept: see `restoreLostRuns`. Call it inside a write transaction.
 */
export function persistLostRuns(db: Database, now: number): void {
  const counters = createCounters(db);
  const mark = db.prepare(markFailed);
  const enqueue = db.prepare('INSERT OR IGNORE INTO unindexed VALUES (?)');
  const detail = db.prepare(
    'INSERT INTO details (key, error_value, error_message) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET error_value = excluded.error_value, error_message = excluded.error_message',
  );
  const keep = db.prepare('INSERT OR REPLACE INTO lost VALUES (?, ?)');
  for (const owner of findOwnersToForget(db, now)) {
    for (const run of db.prepare<[number], LostRun>(lostRuns).all(owner.id)) {
      mark.run(owner.lastSeenAt, processLost.name, processLost.message, run.key);
      detail.run(run.key, JSON.stringify(processLost), processLost.message);
      enqueue.run(run.key);
      if (owner.writer !== undefined) keep.run(run.key, owner.writer);
      counters.add(run, -1);
      counters.add({ ...run, status: 'failed' }, 1);
    }
    db.prepare('DELETE FROM owners WHERE id = ?').run(owner.id);
  }
  counters.write();
}
