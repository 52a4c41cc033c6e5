import * as v from 'valibot';
import { parseExactJson } from '../../../model/payload/json-text.ts';
import {
  type Invocation,
  lastFailure,
  parseFailure,
  someTime,
  toRunStatus,
} from '../invocation/invocation-row.ts';
import type { SuspensionState } from '../invocation/read-suspensions.ts';
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
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
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
  return {
    at: row.appended_at,
    kind: row.event_type,
    message: event.error_message ?? row.event_type,
    ...(event.error_code === undefined ? {} : { code: String(event.error_code) }),
    ...(event.error_stacktrace ? { stack: event.error_stacktrace } : {}),
    ...(event.related_command_index === undefined ? {} : { commandPlace: event.related_command_index }),
  };
}

/** False for the pause after the last attempt. */
export function isFailedAttempt({ kind }: FailureEvent): boolean {
  return kind === 'TransientError';
}

/** The failure of an ended invocation or of the last attempt; a cancel is not a failure. */
export function currentFailure(
  row: Invocation,
  pauseFailure: SuspensionState['pauseFailure'],
): Failure | undefined {
  if (row.status === 'completed') {
    return toRunStatus(row, undefined) === 'canceled' ? undefined : endFailure(row);
  }
  const text = pauseFailure ?? lastFailure(row);
  return text && toFailure(text);
}

/** The final failure, including the one that marks a canceled invocation. */
export function endFailure({ completion_failure }: Invocation): Failure | undefined {
  return completion_failure === undefined ? undefined : toFailure(parseFailure(completion_failure));
}

function toFailure({ code, message }: { readonly code?: string; readonly message: string }): Failure {
  return { ...(code === undefined ? {} : { code: Number(code) }), message };
}
