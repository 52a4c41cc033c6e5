import type { Database } from 'better-sqlite3';
import { mostLogEntries, toLogEntries } from '../../runs/filter/index-entry.ts';
import { createCellCheck } from '../cell-check.ts';
import { entriesPerRun, type LogStart, newestLogs, readNewestLogs } from '../searched-rows.ts';

type WaitingRow = LogStart & { readonly run: number; readonly has_ended: number | null };

const waiting = `SELECT q.run, q.at, q.seq, r.finished_at IS NOT NULL AS has_ended
  FROM unindexed_logs q JOIN runs r ON r.key = q.run ORDER BY q.run LIMIT 1`;

/** All entries of an active run are written again when it has ended, or before they are too many. */
export function createLogIndexer(db: Database) {
  const next = db.prepare<[], WaitingRow>(waiting);
  const check = createCellCheck(next);
  const hasWaiting = db.prepare('SELECT 1 FROM unindexed_logs LIMIT 1');
  const done = db.prepare('DELETE FROM unindexed_logs WHERE run = ?');
  const messages = db.prepare<unknown[], unknown>(newestLogs);
  const entries = createLogEntries(db);

  function index({ run, at, seq, has_ended }: WaitingRow): void {
    done.run(run);
    const count = entries.countOf(run);
    const isAnew = count > 0 && (has_ended === 1 || count + mostLogEntries * 2 > entriesPerRun);
    if (isAnew) entries.remove(run);
    const texts = toLogEntries(readNewestLogs(messages, run, isAnew ? undefined : { at, seq }));
    entries.add(run, isAnew ? 0 : count, texts);
  }

  const indexSome = db.transaction((budgetMs: number) => {
    const end = performance.now() + budgetMs;
    do {
      const row = next.get();
      if (!row) return false;
      index(check(row));
    } while (performance.now() < end);
    return true;
  });
  return {
    /** Indexes waiting log messages in one transaction of about `budgetMs`; returns whether some are left. */
    indexSome: (budgetMs: number) => hasWaiting.get() !== undefined && indexSome.immediate(budgetMs),
  };
}

const ofRun = `rowid >= CAST(? AS INTEGER) * ${entriesPerRun} AND rowid < (CAST(? AS INTEGER) + 1) * ${entriesPerRun}`;

function createLogEntries(db: Database) {
  const last = db
    .prepare<unknown[], number>(
      `SELECT rowid % ${entriesPerRun} FROM log_texts WHERE ${ofRun} ORDER BY rowid DESC LIMIT 1`,
    )
    .pluck();
  const insert = db.prepare(
    `INSERT INTO log_texts(rowid, text) VALUES (CAST(? AS INTEGER) * ${entriesPerRun} + CAST(? AS INTEGER), ?)`,
  );
  const remove = db.prepare(removeLogEntries);
  return {
    countOf: (run: number) => (last.get(run, run) ?? -1) + 1,
    remove: (run: number) => void remove.run(run, run),
    add(run: number, count: number, texts: readonly string[]) {
      for (const [at, text] of texts.entries()) insert.run(run, count + at, text);
    },
  };
}

/** Takes the key of a run, twice. */
export const removeLogEntries = `DELETE FROM log_texts WHERE ${ofRun}`;
