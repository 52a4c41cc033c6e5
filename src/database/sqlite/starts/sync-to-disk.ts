import type { Database } from 'better-sqlite3';

/**
 * Calls `begin`, a transaction that begins a start, so that it survives a crash of the machine, which the
 * last transactions otherwise need not: what a run does outside cannot be undone.
 */
export function syncToDisk<T>(db: Database, begin: () => T): T {
  db.pragma('synchronous = FULL');
  try {
    return begin();
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}
