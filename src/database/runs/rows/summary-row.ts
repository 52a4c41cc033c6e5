import type { ErrorSummary, RunSummary, Settled, Trigger, Usual } from '../../../model/run.ts';
import {
  type FieldName,
  type FieldsWith,
  fieldNames,
  runFields,
  runTags,
  type SentField,
  type Tag,
} from '../../../model/run-fields.ts';
import { errorLine } from '../../../model/text/cut-text.ts';
import { divisorOf, usualOfRuns, type WorkflowUsual } from '../../../model/usual/usual.ts';

/** The fields that a column of every database holds as they are. */
type ColumnField = Exclude<FieldsWith<{ readonly column: string }>, FieldsWith<{ readonly kind: 'texts' }>>;

type CellOf<Value> = undefined extends Value ? NonNullable<Value> | null : Value;

/** The columns of `runs` that every database has. `paused_at` is 0 once the run goes on. */
export type SummaryRow = {
  readonly [Name in ColumnField as (typeof runFields)[Name]['column']]: CellOf<RunSummary[Name]>;
} & {
  readonly trigger_type: string;
  readonly trigger_label: string;
  readonly trigger_raw: string;
  readonly trigger_at: number | null;
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
  /** What `settledBy` told, where it was asked for. */
  readonly settled?: string | null;
};

/** Excludes the error's message, which some databases must shorten. */
export const summaryColumns: readonly (keyof SummaryRow)[] = [
  ...fieldNames.filter(isColumnField).map(name => runFields[name].column),
  ...(['trigger_type', 'trigger_label', 'trigger_raw', 'trigger_at'] as const),
  ...(['error_name', 'error_step', 'cause_code', 'cause_name', 'cause_message', 'failure'] as const),
  'lost_status',
];

function isColumnField(name: FieldName): name is ColumnField {
  return 'column' in runFields[name] && runFields[name].kind !== 'texts';
}

type Lists = { readonly models: readonly string[]; readonly services: readonly string[] };

/** The caller decides whether a cancel request is still pending. */
export function toSummary(row: SummaryRow, { models, services }: Lists): RunSummary {
  const summary: Stored & { -readonly [Name in Tag]?: string } = {
    id: row.id,
    kind: row.kind,
    name: row.name,
    status: row.status,
    statusRaw: given(row.status_raw),
    trigger: toTrigger(row),
    createdAt: row.created_at,
    queuedAt: given(row.queued_at),
    startedAt: given(row.started_at),
    finishedAt: given(row.finished_at),
    pausedMs: given(row.paused_ms),
    pausedAt: row.paused_at !== null && row.paused_at > 0 ? row.paused_at : undefined,
    waitingFor: row.status === 'waiting' ? row.waiting_for || undefined : undefined,
    costUsd: given(row.cost_usd),
    models,
    services,
    stepCount: given(row.step_count),
    messageCount: given(row.message_count),
    attempt: given(row.attempt),
    parentId: given(row.parent_id),
    retryOf: given(row.retry_of),
    key: given(row.work_key),
    errorSummary: toErrorSummary(row),
    settled: toSettled(row.settled),
    isLost: row.lost_status === null ? undefined : true,
    cancelRequestedAt: given(row.cancel_requested_at),
  };
  for (const tag of runTags) summary[tag] = given(row[runFields[tag].column]);
  return summary;
}

/** Every other field that is stored, so that none is forgotten: a literal is faster than a loop. */
type Stored = { readonly [Name in Exclude<SentField, Tag | 'usual'>]: RunSummary[Name] };

const settledText = /^(retry|key|schedule|input) (\S+) (.*)$/su;

/** Reads what `settledBy` says. */
export function toSettled(text: string | null | undefined): Settled | undefined {
  const [, how, at, by] = settledText.exec(text ?? '') ?? [];
  return by === undefined ? undefined : { by, at: Number(at), how: how as Settled['how'] };
}

function toTrigger(row: SummaryRow): Trigger {
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

/** The times of a successful run. */
export type TimesRow = Pick<SummaryRow, 'started_at' | 'finished_at' | 'paused_ms' | 'paused_at'>;

export function usualOfRows(rows: readonly TimesRow[]): Usual | undefined {
  return usualOfRuns(
    rows.map(row => ({
      startedAt: given(row.started_at),
      finishedAt: given(row.finished_at),
      pausedMs: given(row.paused_ms),
      pausedAt: given(row.paused_at) || undefined,
    })),
  );
}

/** By which no workflow's running time is divided less. */
export function leastDivisor(workflows: readonly WorkflowUsual[]): number {
  return workflows.reduce((least, { usual }) => Math.min(least, divisorOf(usual)), Number.MAX_VALUE);
}
