import type { Database } from 'better-sqlite3';
import { rawStatus, toStatus } from '../../../model/status.ts';
import { createCounters } from './counters.ts';

/**
 * Takes back what `persistLostRuns` wrote of the runs of a writer elsewhere. Call it inside a write
 * transaction.
 */
export type LostRestorer = {
  readonly has: (writer: string) => boolean;
  /** Runs that were written down as lost, and have not moved since, go on as what they were. */
  readonly restore: (writer: string, owner: number) => void;
};

type LostRun = {
  readonly key: number;
  readonly kind: string;
  readonly name: string;
  readonly lost_status: string;
};

export function createLostRestorer(db: Database): LostRestorer {
  const isAny = db.prepare<[string]>('SELECT 1 FROM lost WHERE writer = ? LIMIT 1');
  const find = db.prepare<[string], LostRun>(
    `SELECT l.key, r.kind, r.name, r.lost_status FROM lost l JOIN runs r ON r.key = l.key
     WHERE l.writer = ? AND r.lost_status IS NOT NULL`,
  );
  const revive = db.prepare(
    `UPDATE runs SET status = ?, status_raw = ?, owner = ?, lost_status = NULL, finished_at = NULL, error_name = NULL, error_message = NULL
     WHERE key = ?`,
  );
  const forgetLoss = db.prepare('UPDATE details SET error_value = NULL, error_message = NULL WHERE key = ?');
  const enqueue = db.prepare('INSERT OR IGNORE INTO unindexed VALUES (?)');
  const forget = db.prepare('DELETE FROM lost WHERE writer = ?');
  return {
    has: writer => isAny.get(writer) !== undefined,
    restore(writer, owner) {
      if (!isAny.get(writer)) return;
      const counters = createCounters(db);
      for (const run of find.all(writer)) {
        const status = toStatus(run.lost_status);
        revive.run(status, rawStatus(run.lost_status), owner, run.key);
        forgetLoss.run(run.key);
        enqueue.run(run.key);
        counters.add({ ...run, status: 'failed' }, -1);
        counters.add({ ...run, status }, 1);
      }
      counters.write();
      forget.run(writer);
    },
  };
}
