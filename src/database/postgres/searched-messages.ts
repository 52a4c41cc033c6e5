import { type Sql, sql } from '../../query-sql/sql-template.ts';
import { searchedMessageBytes } from '../runs/filter/index-entry.ts';
import { decodeText } from './text-codec.ts';

export type MessageRow = { readonly run: number; readonly json: string };

/** Selects the messages of runs that are searched, from the first on. */
export function searchedMessages(keys: readonly number[]): Sql {
  return sql`SELECT m.run, m.json FROM (
      SELECT run, id, seq, coalesce(sum(octet_length(json))
        OVER (PARTITION BY run ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
      FROM messages WHERE run = ANY(${keys}::bigint[])) s JOIN messages m ON m.run = s.run AND m.id = s.id
    WHERE s.before < ${searchedMessageBytes} ORDER BY m.run, s.seq`;
}

/** JSON texts by the run's key. */
export function messagesByRun(rows: readonly MessageRow[]): ReadonlyMap<number, readonly string[]> {
  const groups = Map.groupBy(rows, ({ run }) => run);
  return new Map(Array.from(groups, ([run, group]) => [run, group.map(({ json }) => decodeText(json))]));
}
