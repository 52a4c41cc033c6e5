import type { Database } from 'better-sqlite3';
import type { RunStatus } from '../../model/status.ts';
import { createCounters } from './counters.ts';
import { findDeadOwners } from './owners.ts';
import { processLost } from './record-run.ts';

type LostRun = {
  readonly key: number;
  readonly kind: string;
  readonly name: string;
  readonly status: RunStatus;
};

const lostRuns = 'SELECT key, kind, name, status FROM runs WHERE owner = ?';

const markFailed = `
UPDATE runs SET status = 'failed', status_raw = NULL, owner = NULL, finished_at = max(?, created_at, coalesce(started_at, 0)),
  error_name = ?, error_message = ? WHERE key = ?`;

/** Writes down as failed what processes that are gone left active, and forgets those processes. Call it inside a write transaction. */
export function persistLostRuns(db: Database, now: number): void {
  const counters = createCounters(db);
  const mark = db.prepare(markFailed);
  const enqueue = db.prepare('INSERT OR IGNORE INTO unindexed VALUES (?)');
  const detail = db.prepare(
    'INSERT INTO details (key, error_value, error_message) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET error_value = excluded.error_value, error_message = excluded.error_message',
  );
  for (const owner of findDeadOwners(db, now)) {
    for (const run of db.prepare<[number], LostRun>(lostRuns).all(owner.id)) {
      mark.run(owner.lastSeenAt, processLost.name, processLost.message, run.key);
      detail.run(run.key, JSON.stringify(processLost), processLost.message);
      enqueue.run(run.key);
      counters.add(run, -1);
      counters.add({ ...run, status: 'failed' }, 1);
    }
    db.prepare('DELETE FROM owners WHERE id = ?').run(owner.id);
  }
  counters.write();
}
