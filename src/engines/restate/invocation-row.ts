import * as v from 'valibot';
import { type RunStatus, toStatus } from '../../model/status.ts';

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

/** The columns of `sys_invocation` that a summary needs. */
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

/** A row, with what only the journal of an unfinished invocation records. */
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
  /** Waits for results of other invocations, and otherwise only for timers. */
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

/** The words of Restate that are no other names of known statuses. */
export const ownStatuses: readonly string[] = Object.keys(openStatuses).filter(
  word => toStatus(word) === 'unknown',
);

/** A suspended invocation whose journal was not read is waiting. */
export function toRunStatus(row: WithStatus): RunStatus {
  if (row.status === 'completed') return endedStatus(row);
  if (row.status === 'suspended') return row.suspension?.status ?? 'waiting';
  return isOpenStatus(row.status) ? openStatuses[row.status] : 'unknown';
}

function isOpenStatus(word: string): word is keyof typeof openStatuses {
  return Object.hasOwn(openStatuses, word);
}

function endedStatus({ completion_result, completion_failure = '' }: WithStatus): RunStatus {
  if (completion_result === 'success') return 'success';
  if (completion_result !== 'failure') return 'unknown';
  const isCanceled = canceledFailures.some(failure => failure === completion_failure);
  return isCanceled ? 'canceled' : 'failed';
}
