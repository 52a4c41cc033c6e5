import type { Database } from 'better-sqlite3';

/** Moves the counter by which readers see that something changed. */
export function bumpChange(db: Database): void {
  db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'change'").run();
}
