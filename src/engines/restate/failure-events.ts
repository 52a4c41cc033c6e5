import * as v from 'valibot';
import { parseExactJson } from '../../model/payload/json-text.ts';
import type { Log, RunError, SpanEvent } from '../../model/run.ts';
import { messageOrCode } from '../kit/serialized-error.ts';
import {
  type FailureText,
  type Invocation,
  lastFailure,
  parseFailure,
  someTime,
  toRunStatus,
} from './invocation-row.ts';
import type { Failure } from './journal.ts';

/** A row of `sys_journal_events`. */
export const eventRowSchema = v.object({
  appended_at: someTime,
  event_type: v.string(),
  event_json: v.string(),
});

/** A failed attempt, or the failure that paused the invocation. The server records equal failures once. */
export type FailureEvent = {
  readonly at: number;
  /** Restate's word: `TransientError`, `Paused`. */
  readonly kind: string;
  readonly error: RunError & { readonly message: string };
  /** The failed command, counted among commands; absent if the failure is not a command's. */
  readonly commandPlace?: number;
};

const failureEntries = {
  error_code: v.optional(v.number()),
  error_message: v.optional(v.string()),
  error_stacktrace: v.optional(v.string()),
  related_command_index: v.optional(v.number()),
};
const failureEventSchema = v.object({
  ...failureEntries,
  last_failure: v.optional(v.object(failureEntries)),
});

export function toFailureEvent(row: v.InferOutput<typeof eventRowSchema>): FailureEvent {
  const read = v.safeParse(failureEventSchema, parseExactJson(row.event_json));
  const event = read.success ? (read.output.last_failure ?? read.output) : {};
  const { error_code: code, error_message: message = row.event_type, error_stacktrace: stack } = event;
  const error = toFailureError({ ...(code === undefined ? {} : { code }), message });
  return {
    at: row.appended_at,
    kind: row.event_type,
    error: stack ? { ...error, stack } : error,
    commandPlace: event.related_command_index,
  };
}

/** False for the pause after the last attempt. */
export function isFailedAttempt({ kind }: FailureEvent): boolean {
  return kind === 'TransientError';
}

export function toFailureError(value: Failure): FailureEvent['error'] {
  const { code, message } = value;
  return { value, message, ...(code === undefined ? {} : { code: String(code) }) };
}

export function toSpanEvent(failure: FailureEvent): SpanEvent {
  return { name: failure.kind, at: failure.at, attributes: failureAttributes(failure) };
}

export function toFailureLog(failure: FailureEvent, spanId: string): Log {
  return {
    at: failure.at,
    level: isFailedAttempt(failure) ? 'warn' : 'error',
    message: `${failure.kind}: ${messageOrCode(failure.error)}`,
    spanId,
    attributes: failureAttributes(failure),
  };
}

function failureAttributes({ error: { value: _, ...attributes } }: FailureEvent) {
  return attributes;
}

/** The failure of an ended invocation or of the last attempt; a cancel is not a failure. */
export function currentFailure(row: Invocation): Failure | undefined {
  if (row.status === 'completed') return toRunStatus(row) === 'canceled' ? undefined : endFailure(row);
  const text = row.pauseFailure ?? lastFailure(row);
  return text && toFailure(text);
}

/** The final failure, including the one that marks a canceled invocation. */
export function endFailure({ completion_failure }: Invocation): Failure | undefined {
  return completion_failure === undefined ? undefined : toFailure(parseFailure(completion_failure));
}

function toFailure({ code, message }: FailureText): Failure {
  return { ...(code === undefined ? {} : { code: Number(code) }), message };
}
