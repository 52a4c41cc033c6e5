import type { Statement } from 'better-sqlite3';
import { searchedLogUnits } from '../../model/query/search-words.ts';
import { damagedCell } from './cell-check.ts';

/** A run has so many rows in `log_texts` at most, whose rowids begin at its key times this. */
export const entriesPerRun = 1_024;

/** Log messages of a run at a time or later whose `seq` is not less, the newest first. */
export const newestLogs = `SELECT substr(message, 1, ${searchedLogUnits}) AS message FROM logs
  WHERE run = ? AND at >= ? AND seq >= ? ORDER BY at DESC, seq DESC`;

export type LogStart = { readonly at: number; readonly seq: number };

/** Reads a message only when it is asked for. */
export function* readNewestLogs(
  statement: Statement<unknown[], unknown>,
  run: number,
  { at, seq }: LogStart = { at: Number.NEGATIVE_INFINITY, seq: 0 },
): Generator<string> {
  for (const row of statement.iterate(run, at, seq)) {
    const message: unknown = Reflect.get(Object(row), 'message');
    if (typeof message !== 'string') throw damagedCell('message');
    yield message;
  }
}
