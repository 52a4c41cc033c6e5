import type { Database } from 'better-sqlite3';
import type { CountChanges } from '../../runs/events/count-changes.ts';

/** Increments the counter by which readers notice a change. */
export function bumpChange(db: Database): void {
  createBump(db)();
}

/** The same, for many changes. */
export function createBump(db: Database): () => void {
  const bump = db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'change'");
  return () => void bump.run();
}

/** Numbers the runs that come or change late. */
export function createLateMarker(db: Database): (key: number) => void {
  const count = db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'late'");
  const mark = db.prepare("INSERT OR REPLACE INTO late_runs SELECT ?, value FROM meta WHERE name = 'late'");
  return key => {
    count.run();
    mark.run(key);
  };
}

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
