import type { Database } from 'better-sqlite3';
import { isRemovable } from '../../../contract/run-remover.ts';
import { type CountChanges, createCountChanges } from '../../runs/events/run-state.ts';
import { removeLogEntries } from '../changes/index-logs.ts';
import { bumpChange, createCountWriter, createRunRows, type StoredRun } from '../changes/sqlite-rows.ts';

/** `tried`: how many of the ids were looked at. */
type Removal = { readonly tried: number; readonly removed: readonly string[] };

/** The work of a transaction; its commit takes about as long. */
export const sliceMs = 2;

/**
 * A run disappears in one transaction. Parts that take longer follow: until then, `removed` lists the run's
 * key, and no other run gets it.
 */
export function createRunEraser(db: Database) {
  const counts = createCountChanges();
  const rows = createRunRows(db, counts);
  const removeRow = createRowRemover(db, counts);
  const eraseParts = createPartEraser(db);
  const writeCounts = createCountWriter(db);
  const list = db.prepare('INSERT OR IGNORE INTO removed VALUES (?)');
  const next = db.prepare<[], number>('SELECT key FROM removed LIMIT 1').pluck();
  const done = db.prepare('DELETE FROM removed WHERE key = ?');

  const removeSome = db.transaction((ids: readonly string[], endedBefore: number): Removal => {
    const end = performance.now() + sliceMs;
    const removed: string[] = [];
    let tried = 0;
    withoutMerging(db, () => {
      for (const id of ids) {
        tried += 1;
        const run = rows.find(id);
        if (!run || run.owner !== null || !isRemovable(run, endedBefore)) continue;
        removeRow(run);
        if (!eraseParts(run.key, end)) list.run(run.key);
        removed.push(id);
        if (performance.now() > end) break;
      }
    });
    writeCounts(counts);
    if (removed.length > 0) bumpChange(db);
    return { tried, removed };
  });

  const eraseSome = db.transaction((): boolean => {
    const end = performance.now() + sliceMs;
    for (let key = next.get(); key !== undefined; key = next.get()) {
      if (!eraseParts(key, end)) return true;
      done.run(key);
    }
    return false;
  });

  return {
    removeSome: (ids: readonly string[], endedBefore: number) => {
      try {
        return removeSome.immediate(ids, endedBefore);
      } finally {
        counts.take();
      }
    },
    /** Erases parts of removed runs in a transaction of about `sliceMs`; returns whether some are left. */
    eraseSome: () => next.get() !== undefined && eraseSome.immediate(),
  };
}

function createRowRemover(db: Database, counts: CountChanges): (run: StoredRun) => void {
  const statements = [
    'DELETE FROM runs WHERE key = ?',
    'DELETE FROM texts WHERE rowid = ?',
    'DELETE FROM words WHERE rowid = ?',
    'DELETE FROM unindexed WHERE key = ?',
    'DELETE FROM unindexed_logs WHERE run = ?',
    'DELETE FROM lost WHERE key = ?',
    'DELETE FROM starts WHERE run = ?',
    'DELETE FROM late_runs WHERE run = ?',
    'DELETE FROM run_writers WHERE run = ?',
  ].map(sql => db.prepare(sql));
  const removeLogs = db.prepare(removeLogEntries);
  return run => {
    for (const statement of statements) statement.run(run.key);
    removeLogs.run(run.key, run.key);
    counts.removed(run);
  };
}

const rowsAtOnce = 32;

/** Returns a function that erases the parts of a run until `end`, and returns whether none is left. */
function createPartEraser(db: Database): (key: number, end: number) => boolean {
  const payloads = ['inputs', 'outputs', 'details'].map(table =>
    db.prepare(`DELETE FROM ${table} WHERE key = ?`),
  );
  const parts = ['steps', 'spans', 'logs', 'messages'].map(table =>
    db.prepare(`DELETE FROM ${table} WHERE run = ? LIMIT ${rowsAtOnce}`),
  );
  return (key, end) => {
    for (const part of parts) {
      while (part.run(key).changes === rowsAtOnce) if (performance.now() > end) return false;
    }
    for (const payload of payloads) payload.run(key);
    return true;
  };
}

export const textTables = ['texts', 'words', 'log_texts'];

/** FTS5's default, which the schema does not change. */
const automerge = 4;

/**
 * Without this, SQLite merges all runs with the same word at once, however many. `deletemerge` stays off, or
 * the next recorder would have to rewrite the indexes.
 */
function withoutMerging(db: Database, write: () => void): void {
  for (const table of textTables) {
    setTextOption(db, table, 'automerge', 0);
    const deleteMerge = db.prepare(`SELECT v FROM ${table}_config WHERE k = 'deletemerge'`).pluck();
    if (deleteMerge.get() !== 0) setTextOption(db, table, 'deletemerge', 0);
  }
  write();
  for (const table of textTables) setTextOption(db, table, 'automerge', automerge);
}

function setTextOption(db: Database, table: string, option: string, value: number): void {
  db.prepare(`INSERT INTO ${table}(${table}, rank) VALUES (?, CAST(? AS INTEGER))`).run(option, value);
}
