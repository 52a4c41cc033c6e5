import type { ErrorSummary, RunKind, RunSummary, Trigger } from '../../../model/run.ts';
import type { RunStatus } from '../../../model/status.ts';
import { errorLine } from '../../../model/text/error-line.ts';

/** The columns of `runs` that every database has. */
export type SummaryRow = {
  readonly id: string;
  readonly kind: RunKind;
  readonly name: string;
  readonly status: RunStatus;
  readonly status_raw: string | null;
  readonly created_at: number;
  readonly queued_at: number | null;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly paused_ms: number | null;
  /** 0 once the run goes on. */
  readonly paused_at: number | null;
  readonly trigger_type: string;
  readonly trigger_label: string;
  readonly trigger_raw: string;
  readonly trigger_at: number | null;
  readonly actor: string | null;
  readonly project: string | null;
  readonly cost_usd: number | null;
  readonly step_count: number | null;
  readonly message_count: number | null;
  readonly attempt: number | null;
  readonly parent_id: string | null;
  readonly retry_of: string | null;
  readonly error_name: string | null;
  readonly error_message: string | null;
  readonly error_step: string | null;
  readonly cause_code: string | null;
  readonly cause_name: string | null;
  readonly cause_message: string | null;
  /** See `FailureText`. */
  readonly failure: string | null;
  /** The previous status of a lost run. */
  readonly lost_status: string | null;
  readonly cancel_requested_at: number | null;
};

/** Excludes the error's message, which some databases must shorten. */
export const summaryColumns = [
  'id',
  'kind',
  'name',
  'status',
  'status_raw',
  'created_at',
  'queued_at',
  'started_at',
  'finished_at',
  'paused_ms',
  'paused_at',
  'trigger_type',
  'trigger_label',
  'trigger_raw',
  'trigger_at',
  'actor',
  'project',
  'cost_usd',
  'step_count',
  'message_count',
  'attempt',
  'parent_id',
  'retry_of',
  'error_name',
  'error_step',
  'cause_code',
  'cause_name',
  'cause_message',
  'failure',
  'lost_status',
  'cancel_requested_at',
] as const satisfies readonly (keyof SummaryRow)[];

type Lists = { readonly models: readonly string[]; readonly services: readonly string[] };

/** The caller decides whether a cancel request is still pending. */
export function toSummary(row: SummaryRow, { models, services }: Lists): RunSummary {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    status: row.status,
    statusRaw: given(row.status_raw),
    trigger: toTrigger(row),
    actor: given(row.actor),
    project: given(row.project),
    createdAt: row.created_at,
    queuedAt: given(row.queued_at),
    startedAt: given(row.started_at),
    finishedAt: given(row.finished_at),
    pausedMs: given(row.paused_ms),
    pausedAt: row.paused_at !== null && row.paused_at > 0 ? row.paused_at : undefined,
    costUsd: given(row.cost_usd),
    models,
    services,
    stepCount: given(row.step_count),
    messageCount: given(row.message_count),
    attempt: given(row.attempt),
    parentId: given(row.parent_id),
    retryOf: given(row.retry_of),
    errorSummary: toErrorSummary(row),
    isLost: row.lost_status === null ? undefined : true,
    cancelRequestedAt: given(row.cancel_requested_at),
  };
}

export function toTrigger(row: SummaryRow): Trigger {
  return {
    type: row.trigger_type,
    label: row.trigger_label,
    raw: row.trigger_raw,
    at: given(row.trigger_at),
  };
}

function toErrorSummary(row: SummaryRow): ErrorSummary | undefined {
  if (row.error_message === null) return undefined;
  const { cause_message: cause } = row;
  return {
    name: given(row.error_name),
    message: errorLine(row.error_message),
    step: given(row.error_step),
    code: given(row.cause_code),
    cause: cause === null ? undefined : { name: given(row.cause_name), message: errorLine(cause) },
    failure: given(row.failure),
  };
}

/** The model omits SQL's NULL. */
export function given<T>(value: T | null): T | undefined {
  return value === null ? undefined : value;
}
