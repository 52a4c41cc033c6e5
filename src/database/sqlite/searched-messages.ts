import { sql } from '../../query-sql/sql-template.ts';
import { searchedMessageBytes } from '../runs/filter/index-entry.ts';
import { type Reading, rowsOf } from '../runs/reading.ts';

/** The messages (JSON texts) of a run that are searched, from the first on. */
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
