import type { Database } from 'better-sqlite3';

/** Increments the counter by which readers notice a change. */
export function bumpChange(db: Database): void {
  createBump(db)();
}

/** The same, for many changes. */
export function createBump(db: Database): () => void {
  const bump = db.prepare("UPDATE meta SET value = value + 1 WHERE name = 'change'");
  return () => void bump.run();
}
