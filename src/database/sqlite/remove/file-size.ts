import type { Database } from 'better-sqlite3';
import type { StoreSize } from '../../../contract/run-remover.ts';

/** The size of the file once everything in its `-wal` file is in it. */
export function readSize(db: Database): StoreSize {
  const pageBytes = numberOf(db, 'page_size');
  return {
    bytes: numberOf(db, 'page_count') * pageBytes,
    freeBytes: numberOf(db, 'freelist_count') * pageBytes,
  };
}

export function numberOf(db: Database, pragma: string): number {
  return Number(db.pragma(pragma, { simple: true }));
}

/** The row of `runs` and its entries in indexes and lists of words, on average. */
const bytesOfRun = 900;
const bytesOfRow = 90;

const partTexts = {
  inputs: ['json'],
  outputs: ['json'],
  details: ['error_value', 'error_message', 'error_stack', 'usage'],
  steps: ['id', 'name', 'input', 'output', 'error'],
  spans: ['id', 'name', 'attributes', 'events'],
  logs: ['message', 'attributes'],
  messages: ['json'],
} as const;

/** About how much the runs take, by the sizes of their texts, which SQLite knows without reading them. */
export function storedBytes(db: Database, ids: readonly string[]): number {
  const keyOf = db.prepare<[string], number>('SELECT key FROM runs WHERE id = ?').pluck();
  const sizes = Object.entries(partTexts).map(([table, texts]) => {
    const bytes = texts.map(text => `coalesce(octet_length(${text}), 0)`).join(' + ');
    const column = ['inputs', 'outputs', 'details'].includes(table) ? 'key' : 'run';
    return db
      .prepare<[number], number | null>(
        `SELECT sum(${bytes} + ${bytesOfRow}) FROM ${table} WHERE ${column} = ?`,
      )
      .pluck();
  });
  let total = 0;
  for (const id of ids) {
    const key = keyOf.get(id);
    if (key === undefined) continue;
    total += bytesOfRun;
    for (const size of sizes) total += size.get(key) ?? 0;
  }
  return total;
}
