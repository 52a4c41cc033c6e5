import { searchedLogUnits } from '../../model/query/search-words.ts';
import { type Sql, sql } from '../../query-sql/sql-template.ts';
import { searchedMessageBytes } from '../runs/filter/index-entry.ts';
import { decodeText } from './text-codec.ts';

export type MessageRow = { readonly run: number; readonly json: string };

export function searchedMessages(keys: readonly number[]): Sql {
  return sql`SELECT m.run, m.json FROM (
      SELECT run, id, seq, coalesce(sum(octet_length(json))
        OVER (PARTITION BY run ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
      FROM messages WHERE run = ANY(${keys}::bigint[])) s JOIN messages m ON m.run = s.run AND m.id = s.id
    WHERE s.before < ${searchedMessageBytes} ORDER BY m.run, s.seq`;
}

export function messagesByRun(rows: readonly MessageRow[]): ReadonlyMap<number, readonly string[]> {
  const groups = Map.groupBy(rows, ({ run }) => run);
  return new Map(Array.from(groups, ([run, group]) => [run, group.map(({ json }) => decodeText(json))]));
}

/** In UTF-8, encoded: enough of a run's messages for the part that is searched. */
export const searchedLogBytes = 4 * searchedLogUnits;

export type LogRow = { readonly run: number; readonly seq: number; readonly message: string };

/** The messages of a run at a time or later, and after `seq`. */
export type LogStart = { readonly run: number; readonly at: number; readonly seq: number };

export function allLogs(run: number): LogStart {
  return { run, at: Number.NEGATIVE_INFINITY, seq: -1 };
}

export function newestLogs(starts: readonly LogStart[]): Sql {
  const runs = starts.map(({ run }) => run);
  const ats = starts.map(({ at }) => at);
  const seqs = starts.map(({ seq }) => seq);
  return sql`SELECT s.run, s.seq, s.message FROM (
      SELECT l.run, l.at, l.seq, substr(l.message, 1, ${2 * searchedLogUnits}) AS message,
        coalesce(sum(octet_length(l.message)) OVER (PARTITION BY l.run ORDER BY l.at DESC, l.seq DESC
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
      FROM unnest(${runs}::bigint[], ${ats}::float8[], ${seqs}::bigint[]) AS q(run, at, seq)
        JOIN logs l ON l.run = q.run AND l.at >= q.at AND l.seq > q.seq) s
    WHERE s.before < ${searchedLogBytes} ORDER BY s.run, s.at DESC, s.seq DESC`;
}

export function logsByRun(rows: readonly LogRow[]): ReadonlyMap<number, readonly string[]> {
  const groups = Map.groupBy(rows, ({ run }) => run);
  return new Map(
    Array.from(groups, ([run, group]) => [run, group.map(({ message }) => decodeText(message))]),
  );
}
