import { parsePayload } from '../../../model/payload/parse-payload.ts';
import type { RunSummary } from '../../../model/run.ts';
import { statusInfo } from '../../../model/status.ts';
import { errorLineUnits } from '../../../model/text/error-line.ts';
import { lostSummary } from '../../runs/events/lost-run.ts';
import {
  type SummaryRow,
  summaryColumns,
  toSummary as toStoredSummary,
} from '../../runs/rows/summary-row.ts';
import { raw, type Sql } from '../../runs/sql-template.ts';
import { damagedCell } from '../cell-check.ts';
import { hasRunColumn, lostStatusSql, pausedSql, schemaVersion } from '../sqlite-schema.ts';

/** A row of `runs`. */
export type RunRow = SummaryRow & {
  readonly key: number;
  readonly owner: number | null;
  readonly models: string | null;
  readonly services: string | null;
  readonly cancel_by: string | null;
};

/** More than a line, to find a secret across its end. */
const errorLineBytes = 20 * errorLineUnits;
const laterColumns = ['cause_code', 'cause_name', 'cause_message', 'failure', 'retry_of'] as const;

const plainColumns = [
  ...summaryColumns.filter(column => hasRunColumn(column, 1)),
  'key',
  'owner',
  'models',
  'services',
  'cancel_by',
] as const satisfies readonly (keyof RunRow)[];

/** The columns that older versions lack. */
export function addedColumns(version: number): string {
  const paused = (['paused_ms', 'paused_at'] as const).map(
    column => `${pausedSql(column, version)} AS ${column}`,
  );
  const later = laterColumns.map(column =>
    hasRunColumn(column, version) ? `r.${column}` : `NULL AS ${column}`,
  );
  return [`${lostStatusSql(version)} AS lost_status`, ...paused, ...later].join(', ');
}

/** Old stores contain untruncated errors. `substr` stops at a NUL in text, and is NULL for an empty blob. */
function columnsOf(version: number): Sql {
  return raw(
    [
      ...plainColumns.map(column => `r.${column}`),
      addedColumns(version),
      `CASE WHEN octet_length(r.error_message) > ${errorLineBytes} THEN CAST(substr(CAST(r.error_message AS BLOB), 1, ${errorLineBytes}) AS TEXT)
        ELSE r.error_message END AS error_message`,
    ].join(', '),
  );
}

const columnsOfVersions = Array.from({ length: schemaVersion + 1 }, (_, version) => columnsOf(version));

/** The columns of a row `r` of `runs`, by schema version. */
export function runColumns(version: number): Sql {
  return columnsOfVersions[version] ?? columnsOf(version);
}

/** The last heartbeats of dead owners, by id. */
export type DeadOwners = ReadonlyMap<number, number>;

export function isLost(row: Pick<RunRow, 'owner'>, dead: DeadOwners): boolean {
  return row.owner !== null && dead.has(row.owner);
}

/** A run of a dead owner failed when that owner was last seen. */
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
