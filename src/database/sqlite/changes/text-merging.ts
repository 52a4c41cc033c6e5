import type { Database } from 'better-sqlite3';

/** FTS5's default, which the schema does not change. */
const automerge = 4;

/**
 * Writes to the text indexes without merging their segments: SQLite merges all runs with the same word at
 * once, however many. `deletemerge` stays off, or the next recorder would have to rewrite the indexes.
 */
export function withoutMerging(db: Database, write: () => void): void {
  for (const table of ['texts', 'words']) {
    setTextOption(db, table, 'automerge', 0);
    if (optionOf(db, table, 'deletemerge') !== 0) setTextOption(db, table, 'deletemerge', 0);
  }
  write();
  for (const table of ['texts', 'words']) setTextOption(db, table, 'automerge', automerge);
}

function setTextOption(db: Database, table: string, option: string, value: number): void {
  db.prepare(`INSERT INTO ${table}(${table}, rank) VALUES (?, CAST(? AS INTEGER))`).run(option, value);
}

function optionOf(db: Database, table: string, option: string): unknown {
  return db.prepare(`SELECT v FROM ${table}_config WHERE k = ?`).pluck().get(option);
}
