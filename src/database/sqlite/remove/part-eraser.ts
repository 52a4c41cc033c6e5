import type { Database } from 'better-sqlite3';

/** With at most one row of a run. */
const payloadTables = ['inputs', 'outputs', 'details'];
const partTables = ['steps', 'spans', 'logs', 'messages'];
const rowsAtOnce = 32;

export type PartEraser = {
  /** Erases the parts of a run until the time is over; returns whether none is left. */
  readonly erase: (key: number, end: number) => boolean;
};

export function createPartEraser(db: Database): PartEraser {
  const payloads = payloadTables.map(table => db.prepare(`DELETE FROM ${table} WHERE key = ?`));
  const parts = partTables.map(table => db.prepare(`DELETE FROM ${table} WHERE run = ? LIMIT ${rowsAtOnce}`));
  return {
    erase(key, end) {
      for (const part of parts) {
        while (part.run(key).changes === rowsAtOnce) if (performance.now() > end) return false;
      }
      for (const payload of payloads) payload.run(key);
      return true;
    },
  };
}
