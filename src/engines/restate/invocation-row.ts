import * as v from 'valibot';
import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import type { ErrorSummary, RunSummary, Trigger } from '../../model/run.ts';
import { isActive, meaningOf, type RunStatus, toStatus } from '../../model/status.ts';
import { messageOrCode } from '../kit/serialized-error.ts';

/** Epoch ms. Restate writes times as ISO 8601, those on the whole second without a fraction. */
export const someTime = v.pipe(
  v.string(),
  v.transform(Date.parse),
  v.check(at => !Number.isNaN(at), 'a time'),
);
/** Invalid times count as absent. */
export const optionalTime = v.optional(v.fallback(v.optional(someTime), undefined));
const text = v.optional(v.string());
const count = v.optional(v.number());
const numbers = v.optional(v.array(v.number()));

export const invocationSchema = v.object({
  id: v.string(),
  target: v.string(),
  target_service_name: v.string(),
  target_service_key: text,
  target_handler_name: v.string(),
  invoked_by: v.string(),
  invoked_by_id: text,
  invoked_by_target: text,
  restarted_from: text,
  created_at: someTime,
  modified_at: optionalTime,
  // The server (1.7.12) returns the next column only together with this one.
  scheduled_at: optionalTime,
  scheduled_start_at: optionalTime,
  running_at: optionalTime,
  completed_at: optionalTime,
  status: v.string(),
  completion_result: text,
  completion_failure: text,
  journal_commands_size: count,
  retry_count: count,
  next_retry_at: optionalTime,
  last_failure: text,
  last_failure_related_command_name: text,
  suspended_waiting_for_completions: numbers,
  suspended_waiting_for_signals: numbers,
  suspended_waiting_future_json: text,
});

export type Invocation = v.InferOutput<typeof invocationSchema> & {
  readonly suspension?: Suspension;
  /** The first cancel request by any client, epoch ms. */
  readonly cancelRequestedAt?: number;
  readonly pauseFailure?: FailureText & { readonly step?: string };
  /** The row as the server sent it, where it was looked for by its id. */
  readonly raw?: Readonly<Record<string, unknown>>;
};

export type Suspension = {
  readonly status: 'sleeping' | 'waiting';
  /** Waits for other invocations, and besides only for timers. */
  readonly isForCall?: boolean;
  /** The awakeables, signals and promises that it waits for, where these have names. */
  readonly waitingFor?: string;
  /** When the first timer fires, epoch ms; only while sleeping. */
  readonly wakeAt?: number;
};

export const invocationColumns = Object.keys(invocationSchema.entries);

export type FailureText = { readonly code?: string; readonly message: string };

/** `[422] no such account` for an invocation; `[500 Internal] it broke` and a stack for an attempt. */
const failurePattern = /^\[(\d+)[^\]]*\]\s?(.*)$/s;

export function parseFailure(text: string): FailureText {
  const [, code, message] = failurePattern.exec(text) ?? [];
  return message === undefined ? { message: text } : { code, message };
}

/** The last attempt's failure, without the stack; set until the invocation ends. */
export function lastFailure({ last_failure }: Invocation): FailureText | undefined {
  if (last_failure === undefined) return undefined;
  const { code, message } = parseFailure(last_failure);
  const [line = ''] = message.split('\n', 1);
  return { code, message: line };
}

export const killedFailure = '[409] killed';
export const canceledFailures = ['[409] Cancelled', killedFailure] as const;

/** The unfinished statuses except `suspended`. `ready` is documented but was never observed. */
export const openStatuses = {
  pending: 'queued',
  scheduled: 'queued',
  ready: 'queued',
  running: 'running',
  'backing-off': 'running',
  paused: 'running',
} as const satisfies Readonly<Record<string, RunStatus>>;

type WithStatus = Pick<Invocation, 'status' | 'completion_result' | 'completion_failure' | 'suspension'>;

/** Restate's words that `toStatus` does not know. */
export const ownStatuses: readonly string[] = Object.keys(openStatuses).filter(
  word => toStatus(word) === 'unknown',
);

/** A suspended invocation whose journal was not read is waiting. */
export function toRunStatus(row: WithStatus): RunStatus {
  if (row.status === 'completed') return endedStatus(row);
  if (row.status === 'suspended') return row.suspension?.status ?? 'waiting';
  return meaningOf(row.status, openStatuses);
}

function endedStatus({ completion_result, completion_failure = '' }: WithStatus): RunStatus {
  if (completion_result === 'success') return 'success';
  if (completion_result !== 'failure') return 'unknown';
  const isCanceled = canceledFailures.some(failure => failure === completion_failure);
  return isCanceled ? 'canceled' : 'failed';
}

export function toInvocationSummary(row: Invocation): RunSummary {
  const status = toRunStatus(row);
  const summary: RunSummary = {
    id: row.id,
    kind: 'workflow',
    name: invocationName(row),
    status,
    statusRaw: row.status,
    trigger: toInvocationTrigger(row),
    createdAt: row.created_at,
    queuedAt: row.scheduled_start_at ?? row.created_at,
    startedAt: row.running_at,
    finishedAt: row.completed_at,
    ...(row.status === 'suspended' ? { pausedAt: row.modified_at } : undefined),
    models: [],
    services: [],
    stepCount: countSteps(row),
    attempt: row.retry_count,
    parentId: row.invoked_by_id,
    retryOf: row.restarted_from,
    errorSummary: row.status === 'completed' ? toEndSummary(row, status) : toLastFailureSummary(row),
  };
  if (!isActive(summary)) return summary;
  return {
    ...summary,
    statusLabel: labelOf(row),
    wakeAt: wakeTime(row),
    waitingFor: row.suspension?.waitingFor,
    cancelRequestedAt: row.cancelRequestedAt,
  };
}

function wakeTime(row: Invocation): number | undefined {
  if (row.status === 'scheduled') return row.scheduled_start_at;
  return row.status === 'backing-off' ? row.next_retry_at : row.suspension?.wakeAt;
}

/** A label more precise than the status. A paused run handles a cancel only after it is resumed. */
function labelOf({ status, suspension, cancelRequestedAt }: Invocation): string | undefined {
  const isCanceling = cancelRequestedAt !== undefined;
  if (status === 'paused') return isCanceling ? 'Cancel paused' : 'Paused';
  if (isCanceling) return undefined;
  if (suspension?.isForCall) return 'Waiting on call';
  if (status === 'backing-off') return 'Backing off';
  return status === 'scheduled' ? 'Scheduled' : undefined;
}

/** Counts every command but the input and the output. */
function countSteps(row: Invocation): number | undefined {
  // 0 means that the journal was purged: a started invocation has at least its input.
  if (!row.journal_commands_size) return undefined;
  const hasOutput = row.status === 'completed' && row.completion_failure !== killedFailure;
  return Math.max(0, row.journal_commands_size - (hasOutput ? 2 : 1));
}

type Target = Pick<Invocation, 'target_service_name' | 'target_handler_name'>;

export function invocationName({ target_service_name, target_handler_name }: Target): string {
  return `${target_service_name}/${target_handler_name}`;
}

/** Restate keeps no step of an invocation that has ended. */
function toEndSummary(row: Invocation, status: RunStatus): ErrorSummary | undefined {
  if (row.completion_failure === undefined || status === 'canceled') return undefined;
  const described = describeFailure(row, parseFailure(row.completion_failure));
  const { name: _, step: __, failure, ...summary } = described;
  return { ...summary, ...(status === 'failed' ? { failure } : undefined) };
}

function toLastFailureSummary(row: Invocation): ErrorSummary | undefined {
  const { pauseFailure } = row;
  const text = pauseFailure ?? lastFailure(row);
  const step = pauseFailure ? pauseFailure.step : row.last_failure_related_command_name;
  const name = failureName(row);
  if (!text)
    return row.status === 'paused' ? { name, message: 'it continues when it is resumed' } : undefined;
  // Only a failed run belongs to a group of failures.
  const { failure: _, ...summary } = describeFailure(row, text);
  return { ...summary, name, step: step || undefined };
}

/** Restate's code is an HTTP status; a more exact code in the message replaces it. */
function describeFailure(row: Invocation, text: FailureText): ErrorSummary {
  const status = text.code === undefined ? undefined : Number(text.code);
  const error = { value: { status }, message: messageOrCode(text) };
  const summary = summarizeFailure({ error, name: invocationName(row) });
  return { ...summary, code: summary.code ?? text.code };
}

export function failureName({ status }: Pick<Invocation, 'status'>): string {
  return status === 'running' ? 'retrying' : status;
}

type Source = Pick<
  Invocation,
  'target' | 'target_service_key' | 'invoked_by' | 'invoked_by_target' | 'restarted_from'
>;

/** `invoked_by` of an invocation that was restarted from an ended one. */
const restart = 'restart_as_new';

const sourceLabels: ReadonlyMap<string, string> = new Map([
  ['ingress', 'Ingress'],
  ['service', 'Service'],
  ['subscription', 'Subscription'],
  [restart, 'Restart'],
]);

/** The label names the caller or the restarted invocation; for a call from outside, the key. */
function toInvocationTrigger(row: Source): Trigger {
  const { target, invoked_by } = row;
  const word = sourceLabels.get(invoked_by) ?? invoked_by;
  const source = sourceOf(row);
  return {
    type: invoked_by,
    label: source === undefined ? word : `${word} · ${source}`,
    raw: `${invoked_by}:${target}`,
  };
}

function sourceOf(row: Source): string | undefined {
  if (row.invoked_by === 'service') return row.invoked_by_target;
  return row.invoked_by === restart ? (row.restarted_from ?? row.target_service_key) : row.target_service_key;
}

/** Type and label, for completion; for a restart only the type, because its label names one invocation. */
export function triggerTexts(source: Omit<Source, 'target' | 'restarted_from'>): readonly string[] {
  const { type, label } = toInvocationTrigger({ ...source, target: '', restarted_from: undefined });
  if (type === restart) return [type];
  return [type, label];
}
