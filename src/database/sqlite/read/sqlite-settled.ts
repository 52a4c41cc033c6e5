import { joinSql, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { settledBy } from '../../runs/filter/settled-sql.ts';
import { runsPerBand } from '../run-key.ts';
import type { DeadOwners } from './sqlite-run-row.ts';

/** Keys are in the order of creation, but for runs of one millisecond. */
export const settled = settledBy({
  runs: index => `runs s INDEXED BY ${index}`,
  join: (alias, matches) => `CROSS JOIN runs ${alias} ON ${matches}`,
  isLater: `s.key >= CAST(r.created_at AS INTEGER) * ${runsPerBand} AND (s.created_at, s.id) > (r.created_at, r.id)`,
  inOrder: 's.key',
});

/** A further column of a row `r`: what settled it, where it has failed. */
export function settledColumn(dead: DeadOwners): Sql {
  const isLost = isLostSql(dead) ?? raw('false');
  return sql`, CASE WHEN r.status = 'failed' OR ${isLost} THEN ${settled} END AS settled`;
}

/** True of runs whose owner is dead; `undefined` if no owner is. */
export function isLostSql(dead: DeadOwners): Sql | undefined {
  const owners = Array.from(dead.keys(), owner => sql`${owner}`);
  return owners.length === 0 ? undefined : sql`r.owner IN (${joinSql(owners, ', ')})`;
}
