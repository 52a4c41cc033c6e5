import { parsePayload } from '../../../model/payload/json-text.ts';
import type { RunSummary } from '../../../model/run.ts';
import { statusInfo } from '../../../model/status.ts';
import { errorLineUnits } from '../../../model/text/cut-text.ts';
import { joinSql, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { lostSummary } from '../../runs/events/run-state.ts';
import { settledBy } from '../../runs/filter/settled-sql.ts';
import {
  type SummaryRow,
  summaryColumns,
  toSummary as toStoredSummary,
} from '../../runs/rows/summary-row.ts';
import { damagedCell } from '../cell-check.ts';
import { runsPerBand } from '../sqlite-schema.ts';

export type RunRow = SummaryRow & {
  readonly key: number;
  readonly owner: number | null;
  readonly models: string | null;
  readonly services: string | null;
  readonly cancel_by: string | null;
};

/** More than a line, so that a secret across its end is found. */
const errorLineBytes = 20 * errorLineUnits;

const plainColumns = [
  ...summaryColumns,
  'key',
  'owner',
  'models',
  'services',
  'cancel_by',
] as const satisfies readonly (keyof RunRow)[];

/** Other programs may store whole errors. `substr` stops at a NUL in text, and is NULL for an empty blob. */
export const runColumns: Sql = raw(
  [
    ...plainColumns.map(column => `r.${column}`),
    `CASE WHEN octet_length(r.error_message) > ${errorLineBytes} THEN CAST(substr(CAST(r.error_message AS BLOB), 1, ${errorLineBytes}) AS TEXT)
      ELSE r.error_message END AS error_message`,
  ].join(', '),
);

/** Last heartbeats (epoch ms) by owner id. */
export type DeadOwners = ReadonlyMap<number, number>;

export function isLost(row: Pick<RunRow, 'owner'>, dead: DeadOwners): boolean {
  return row.owner !== null && dead.has(row.owner);
}

export function toSummary(row: RunRow, dead: DeadOwners): RunSummary {
  if (!Object.hasOwn(statusInfo, row.status)) throw damagedCell('status');
  if (row.kind !== 'workflow' && row.kind !== 'agent') throw damagedCell('kind');
  const summary = toStoredSummary(row, { models: toStrings(row.models), services: toStrings(row.services) });
  if (row.owner === null) return { ...summary, cancelRequestedAt: undefined };
  const lastSeenAt = dead.get(row.owner);
  return lastSeenAt === undefined ? summary : lostSummary(summary, lastSeenAt);
}

function toStrings(json: string | null): readonly string[] {
  const value = json === null ? [] : parsePayload(json);
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

/** Keys are in the order of creation, except within a millisecond. */
export const settled = settledBy({
  runs: index => `runs s INDEXED BY ${index}`,
  join: (alias, matches) => `CROSS JOIN runs ${alias} ON ${matches}`,
  isLater: `s.key >= CAST(r.created_at AS INTEGER) * ${runsPerBand} AND (s.created_at, s.id) > (r.created_at, r.id)`,
  inOrder: 's.key',
});

/** The text of `settledBy` for failed rows `r`, as a further column. */
export function settledColumn(dead: DeadOwners): Sql {
  const isLost = isLostSql(dead) ?? raw('false');
  return sql`, CASE WHEN r.status = 'failed' OR ${isLost} THEN ${settled} END AS settled`;
}

export function isLostSql(dead: DeadOwners): Sql | undefined {
  const owners = Array.from(dead.keys(), owner => sql`${owner}`);
  return owners.length === 0 ? undefined : sql`r.owner IN (${joinSql(owners, ', ')})`;
}
