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

type ColumnField = Exclude<FieldsWith<{ readonly column: string }>, FieldsWith<{ readonly kind: 'texts' }>>;

type CellOf<Value> = undefined extends Value ? NonNullable<Value> | null : Value;

/** The columns of `runs` that every database has. `paused_at` is 0 once the run goes on. */
export type SummaryRow = {
  readonly [Name in ColumnField as (typeof runFields)[Name]['column']]: CellOf<RunSummary[Name]>;
} & Readonly<Record<'trigger_type' | 'trigger_label' | 'trigger_raw', string>> &
  Readonly<Record<'error_name' | 'error_message' | 'error_step', string | null>> &
  Readonly<Record<'cause_code' | 'cause_name' | 'cause_message' | 'failure', string | null>> & {
    readonly trigger_at: number | null;
    /** The previous status of a lost run. */
    readonly lost_status: string | null;
    /** The text of `settledBy`, where it was asked for. */
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
    statusRaw: row.status_raw ?? undefined,
    trigger: toTrigger(row),
    createdAt: row.created_at,
    queuedAt: row.queued_at ?? undefined,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    pausedMs: row.paused_ms ?? undefined,
    pausedAt: row.paused_at !== null && row.paused_at > 0 ? row.paused_at : undefined,
    waitingFor: row.status === 'waiting' ? row.waiting_for || undefined : undefined,
    costUsd: row.cost_usd ?? undefined,
    models,
    services,
    stepCount: row.step_count ?? undefined,
    messageCount: row.message_count ?? undefined,
    attempt: row.attempt ?? undefined,
    parentId: row.parent_id ?? undefined,
    retryOf: row.retry_of ?? undefined,
    key: row.work_key ?? undefined,
    errorSummary: toErrorSummary(row),
    settled: toSettled(row.settled),
    isLost: row.lost_status === null ? undefined : true,
    cancelRequestedAt: row.cancel_requested_at ?? undefined,
  };
  for (const tag of runTags) summary[tag] = row[runFields[tag].column] ?? undefined;
  return summary;
}

/** Requires every other stored field, so that none is forgotten: a literal is faster than a loop. */
type Stored = { readonly [Name in Exclude<SentField, Tag | 'usual'>]: RunSummary[Name] };

const settledText = /^(retry|key|schedule|input) (\S+) (.*)$/su;

export function toSettled(text: string | null | undefined): Settled | undefined {
  const [, how, at, by] = settledText.exec(text ?? '') ?? [];
  return by === undefined ? undefined : { by, at: Number(at), how: how as Settled['how'] };
}

function toTrigger(row: SummaryRow): Trigger {
  return {
    type: row.trigger_type,
    label: row.trigger_label,
    raw: row.trigger_raw,
    at: row.trigger_at ?? undefined,
  };
}

function toErrorSummary(row: SummaryRow): ErrorSummary | undefined {
  if (row.error_message === null) return undefined;
  const { cause_message: cause } = row;
  return {
    name: row.error_name ?? undefined,
    message: errorLine(row.error_message),
    step: row.error_step ?? undefined,
    code: row.cause_code ?? undefined,
    cause: cause === null ? undefined : { name: row.cause_name ?? undefined, message: errorLine(cause) },
    failure: row.failure ?? undefined,
  };
}

export type TimesRow = Pick<SummaryRow, 'started_at' | 'finished_at' | 'paused_ms' | 'paused_at'>;

export function usualOfRows(rows: readonly TimesRow[]): Usual | undefined {
  return usualOfRuns(
    rows.map(row => ({
      startedAt: row.started_at ?? undefined,
      finishedAt: row.finished_at ?? undefined,
      pausedMs: row.paused_ms ?? undefined,
      pausedAt: row.paused_at || undefined,
    })),
  );
}

export function leastDivisor(workflows: readonly WorkflowUsual[]): number {
  return workflows.reduce((least, { usual }) => Math.min(least, divisorOf(usual)), Number.MAX_VALUE);
}
