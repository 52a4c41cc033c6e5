import type { Statement } from 'better-sqlite3';
import { searchedLogUnits } from '../../model/query/search-words.ts';
import { sql } from '../../query-sql/sql-template.ts';
import { searchedMessageBytes } from '../runs/filter/index-entry.ts';
import { type Reading, rowsOf } from '../runs/reading.ts';
import { damagedCell } from './cell-check.ts';

export function* readSearchedMessages(key: number): Reading<readonly string[]> {
  const rows = yield* rowsOf<{ json: string }>(
    sql`SELECT m.json FROM (
        SELECT id, seq, coalesce(sum(octet_length(json))
          OVER (ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
        FROM messages WHERE run = ${key}) s JOIN messages m ON m.run = ${key} AND m.id = s.id
      WHERE s.before < ${searchedMessageBytes} ORDER BY s.seq`,
  );
  return rows.map(row => row.json);
}

/** The most rows of a run in `log_texts`. Their rowids begin at the run's key times this number. */
export const entriesPerRun = 1_024;

export const newestLogs = `SELECT substr(message, 1, ${searchedLogUnits}) AS message FROM logs
  WHERE run = ? AND at >= ? AND seq >= ? ORDER BY at DESC, seq DESC`;

export type LogStart = { readonly at: number; readonly seq: number };

/** Reads each message only when it is asked for. */
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
