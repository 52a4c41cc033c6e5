import { fingerprintOf } from '../../../model/failure/error-parts.ts';
import { type FailureFacts, failureFacts } from '../../../model/failure/failure-facts.ts';
import { isRecord } from '../../../model/is-record.ts';
import { encodePayload } from '../../../model/payload/encode-payload.ts';
import type { RunError } from '../../../model/run.ts';
import { cutText } from '../../../model/text/cut-text.ts';
import { DecodedPayload, decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';

/** A run's file without payloads. Any member may be missing: versions differ. */
export type RunRecord = {
  readonly workflowName: string;
  readonly status: string;
  readonly createdAt?: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly error?: RunErrorRecord;
};

export type StepRecord = {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly attempt: number;
  readonly createdAt?: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly retryAfter?: number;
  readonly error?: ErrorRecord;
  readonly input: unknown;
  readonly output: unknown;
};

export type EventRecord = {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly about?: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type Members = Readonly<Record<string, unknown>>;

export function toRunRecord(members: Members): RunRecord {
  return {
    workflowName: stringOf(members.workflowName) ?? 'unnamed',
    status: stringOf(members.status) ?? 'no status',
    createdAt: timeOf(members.createdAt),
    startedAt: timeOf(members.startedAt),
    completedAt: timeOf(members.completedAt),
    error: toRunErrorRecord(members.error),
  };
}

export function toStepRecord(members: Members): StepRecord | undefined {
  const id = stringOf(members.stepId);
  if (id === undefined) return undefined;
  return {
    id,
    name: stringOf(members.stepName) ?? id,
    status: stringOf(members.status) ?? 'no status',
    attempt: typeof members.attempt === 'number' ? members.attempt : 0,
    createdAt: timeOf(members.createdAt),
    startedAt: timeOf(members.startedAt),
    completedAt: timeOf(members.completedAt),
    retryAfter: timeOf(members.retryAfter),
    error: toErrorRecord(members.error),
    input: members.input,
    output: members.output,
  };
}

export function toEventRecord(members: Members): EventRecord | undefined {
  const at = timeOf(members.occurredAt) ?? timeOf(members.createdAt);
  const type = stringOf(members.eventType);
  if (at === undefined || type === undefined) return undefined;
  return {
    id: stringOf(members.eventId) ?? '',
    type,
    at,
    about: stringOf(members.correlationId),
    data: isRecord(members.eventData) ? members.eventData : {},
  };
}

/** Epoch ms from an ISO date or a number of ms; `undefined` for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const time = new Date(value).getTime();
  return Number.isNaN(time) ? undefined : time;
}

/** Holds the facts about the innermost cause, because rows are kept without payloads. */
export type RunErrorRecord = ErrorRecord & { readonly facts: FailureFacts; readonly fingerprint?: string };

export type ErrorRecord = Omit<RunError, 'value' | 'stepId'> & { readonly message: string };

/** `value` is the recorded error; by default the recorded message, code and stack. */
export function toRunError(error: ErrorRecord, value?: unknown): RunError {
  const { name, message, code, stack } = error;
  const parts = { message, ...ifPresent('code', code), ...ifPresent('stack', stack) };
  return { value: value ?? parts, ...ifPresent('name', name), ...parts };
}

const maxMessage = 500;

function toRunErrorRecord(stored: unknown): RunErrorRecord | undefined {
  const value = errorValue(stored);
  const error = toErrorRecord(value);
  if (!error) return undefined;
  const { name, stack } = error;
  const message = withoutRetries(error.message);
  const code = error.code === userError ? codeInStack(stack) : error.code;
  const members = isRecord(value) ? { ...value, code } : undefined;
  return {
    ...error,
    facts: failureFacts({ value: members, name, message, code, stack }),
    fingerprint: fingerprintOf(value),
  };
}

/** The SDK's code of whatever the user's own code throws. */
const userError = 'USER_ERROR';

/** Removes `Step "step//…" failed after 3 retries: `, for which a row has no room. */
export function withoutRetries(message: string): string {
  return message.replace(/^Step "step\/\/[^"]*" failed after \d+ retr(?:y|ies): (?=.)/, '');
}

/** From a run or step, perhaps as a payload; or from an event, whose stack is beside it. */
export function toErrorRecord(error: unknown, stackBeside?: unknown): ErrorRecord | undefined {
  if (error === undefined || error === null) return undefined;
  const value = errorValue(error);
  const members: Members = isRecord(value) ? value : {};
  const message = stringOf(members.message) ?? stringOf(value) ?? toShortText(value);
  const stack = stringOf(members.stack) || stringOf(stackBeside) || undefined;
  return { message, name: nameOf(members, stack), stack, code: stringOf(members.code) };
}

function errorValue(stored: unknown): unknown {
  const isPayload = stored instanceof DecodedPayload || (isRecord(stored) && stored.__type === 'Uint8Array');
  return isPayload ? decodeWorkflowPayload(stored) : stored;
}

function toShortText(value: unknown): string {
  return cutText(encodePayload(value, { maxLength: maxMessage }).json ?? '', maxMessage);
}

/** `TypeError` of `TypeError [ERR_INVALID_URL]: …`. */
const stackName = /^([\p{ID_Start}_$][\p{ID_Continue}$.]*)(?: \[\w+\])?(?::| *\n|$)/u;

/** `ERR_INVALID_URL` of `TypeError [ERR_INVALID_URL]: …`. */
function codeInStack(stack: string | undefined): string | undefined {
  return /^[\w$.]+ \[(\w+)\]:/.exec(stack ?? '')?.[1];
}

/** The engine records no names, but stacks begin with them. */
function nameOf(members: Members, stack: string | undefined): string | undefined {
  return stringOf(members.name) ?? stackName.exec(stack ?? '')?.[1];
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function ifPresent<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value });
}
