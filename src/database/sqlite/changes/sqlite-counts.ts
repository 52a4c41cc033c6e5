import type { Database } from 'better-sqlite3';
import type { CountChanges } from '../../runs/events/count-changes.ts';

/** Updates the counts by workflow and the totals by status, inside a transaction. */
export function createCountWriter(db: Database): (counts: CountChanges) => void {
  const put = db.prepare(
    'INSERT INTO counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  const putTotal = db.prepare(
    'INSERT INTO totals VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  return counts => {
    const totals = new Map<string, number>();
    for (const { run, n } of counts.take()) {
      put.run(run.kind, run.name, run.status, n);
      totals.set(run.status, (totals.get(run.status) ?? 0) + n);
    }
    for (const [status, n] of totals) if (n !== 0) putTotal.run(status, n);
  };
}
