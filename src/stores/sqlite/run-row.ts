import type { ErrorSummary, RunKind, RunSummary } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { parsePayload } from '../parse-payload.ts';
import { errorLine, errorLineUnits } from './error-line.ts';
import { processLost } from './record-run.ts';

/** A row of `runs`. */
export type RunRow = {
  readonly key: number;
  readonly id: string;
  readonly kind: RunKind;
  readonly name: string;
  readonly status: RunStatus;
  readonly status_raw: string | null;
  readonly owner: number | null;
  readonly created_at: number;
  readonly queued_at: number | null;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly trigger_type: string;
  readonly trigger_label: string;
  readonly trigger_raw: string;
  readonly trigger_at: number | null;
  readonly actor: string | null;
  readonly project: string | null;
  readonly cost_usd: number | null;
  readonly models: string | null;
  readonly services: string | null;
  readonly step_count: number | null;
  readonly message_count: number | null;
  readonly attempt: number | null;
  readonly parent_id: string | null;
  readonly error_name: string | null;
  readonly error_message: string | null;
  readonly error_step: string | null;
  readonly cancel_requested_at: number | null;
  readonly cancel_by: string | null;
};

const errorLineBytes = 4 * errorLineUnits;
const plainColumns = [
  'key',
  'id',
  'kind',
  'name',
  'status',
  'status_raw',
  'owner',
  'created_at',
  'queued_at',
  'started_at',
  'finished_at',
  'trigger_type',
  'trigger_label',
  'trigger_raw',
  'trigger_at',
  'actor',
  'project',
  'cost_usd',
  'models',
  'services',
  'step_count',
  'message_count',
  'attempt',
  'parent_id',
  'error_name',
  'error_step',
  'cancel_requested_at',
  'cancel_by',
] as const satisfies readonly (keyof RunRow)[];

/** The columns of a row `r` of `runs`. Stores of earlier versions hold whole lines of errors; `substr` of a text ends at a NUL, and of an empty blob is NULL. */
export const runColumns = [
  ...plainColumns.map(column => `r.${column}`),
  `CASE WHEN octet_length(r.error_message) > ${errorLineBytes} THEN CAST(substr(CAST(r.error_message AS BLOB), 1, ${errorLineBytes}) AS TEXT)
    ELSE r.error_message END AS error_message`,
].join(', ');

/** Owners that are gone, with their last sign of life. */
export type DeadOwners = ReadonlyMap<number, number>;

export function isLost(row: Pick<RunRow, 'owner'>, dead: DeadOwners): boolean {
  return row.owner !== null && dead.has(row.owner);
}

/** A row as people see it: a run whose process is gone has failed when that process was last seen. */
export function toSummary(row: RunRow, dead: DeadOwners): RunSummary {
  const lost = isLost(row, dead);
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    status: lost ? 'failed' : row.status,
    statusRaw: lost ? undefined : given(row.status_raw),
    trigger: {
      type: row.trigger_type,
      label: row.trigger_label,
      raw: row.trigger_raw,
      at: given(row.trigger_at),
    },
    actor: given(row.actor),
    project: given(row.project),
    createdAt: row.created_at,
    queuedAt: given(row.queued_at),
    startedAt: given(row.started_at),
    finishedAt: lost ? lostAt(row, dead) : given(row.finished_at),
    costUsd: given(row.cost_usd),
    models: toStrings(row.models),
    services: toStrings(row.services),
    stepCount: given(row.step_count),
    messageCount: given(row.message_count),
    attempt: given(row.attempt),
    parentId: given(row.parent_id),
    errorSummary: lost ? processLost : toErrorSummary(row),
    cancelRequestedAt: row.owner !== null && !lost ? given(row.cancel_requested_at) : undefined,
  };
}

function lostAt(row: RunRow, dead: DeadOwners): number {
  return Math.max(dead.get(row.owner ?? 0) ?? 0, row.created_at, row.started_at ?? 0);
}

function toErrorSummary(row: RunRow): ErrorSummary | undefined {
  if (row.error_message === null) return undefined;
  return { name: given(row.error_name), message: errorLine(row.error_message), step: given(row.error_step) };
}

function toStrings(json: string | null): readonly string[] {
  const value = json === null ? [] : parsePayload(json);
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

export function given<T>(value: T | null): T | undefined {
  return value === null ? undefined : value;
}
