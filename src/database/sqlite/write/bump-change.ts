import type { Database } from 'better-sqlite3';

/** Increments the counter by which readers notice a change. */
export function bumpChange(db: Database): void {
  db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'change'").run();
}
