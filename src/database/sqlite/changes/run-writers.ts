import type { Database } from 'better-sqlite3';

/** Which remote writer records a run. */
export type RunWriters = {
  readonly of: (key: number) => string | undefined;
  readonly put: (key: number, writer: string) => void;
  /** The same for a run that the writer begins. */
  readonly putById: (id: string, writer: string) => void;
};

export function createRunWriters(db: Database): RunWriters {
  const find = db.prepare<[number], string>('SELECT writer FROM run_writers WHERE run = ?').pluck();
  const put = db.prepare('INSERT OR REPLACE INTO run_writers VALUES (?, ?)');
  const putById = db.prepare('INSERT OR REPLACE INTO run_writers SELECT key, ? FROM runs WHERE id = ?');
  return {
    of: key => find.get(key),
    put: (key, writer) => void put.run(key, writer),
    putById: (id, writer) => void putById.run(writer, id),
  };
}
