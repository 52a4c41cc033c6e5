import type { RunPage } from '../../../contract/lists/run-page.ts';
import { type Sql, sql } from '../../../query-sql/sql-template.ts';
import { settledBy } from '../../runs/filter/settled-sql.ts';
import { toSettled } from '../../runs/rows/summary-row.ts';
import type { Database } from '../database.ts';
import { decodeRow, encodeText } from '../text-codec.ts';

export const settled = settledBy({
  runs: () => 'runs s',
  // With an offset, it is no join that may be planned as one of the whole table.
  join: (alias, matches) =>
    `CROSS JOIN LATERAL (SELECT * FROM runs ${alias} WHERE ${matches} OFFSET 0) ${alias}`,
  isLater: '(s.created_at, s.id) > (r.created_at, r.id)',
  inOrder: 's.created_at, s.id',
});

/** A further column of a row `r`: what settled it, where it has failed. */
export const settledColumn: Sql = sql`, CASE WHEN r.status = 'failed' THEN ${settled} END AS settled`;

/** The same page, with what settled each of its failed runs. */
export async function withSettled(db: Database, page: RunPage): Promise<RunPage> {
  const ids = page.runs.map(({ id }) => encodeText(id));
  const rows = await db.rows<{ readonly id: string; readonly settled: string | null }>(
    sql`SELECT r.id${settledColumn} FROM runs r WHERE r.id = ANY(${ids}::text[])`,
  );
  const byId = new Map(rows.map(decodeRow).map(({ id, settled: text }) => [id, toSettled(text)]));
  return { ...page, runs: page.runs.map(run => ({ ...run, settled: byId.get(run.id) })) };
}
