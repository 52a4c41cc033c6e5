import type { Database } from 'better-sqlite3';

/** Numbers the runs that come or change late. */
export function createLateMarker(db: Database): (key: number) => void {
  const count = db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'late'");
  const mark = db.prepare("INSERT OR REPLACE INTO late_runs SELECT ?, value FROM meta WHERE name = 'late'");
  return key => {
    count.run();
    mark.run(key);
  };
}
