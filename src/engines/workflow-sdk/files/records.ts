import { isRecord } from '../../../model/is-record.ts';
import { encodePayload } from '../../../model/payload/encode-payload.ts';
import { cutText } from '../../../model/text/cut-text.ts';
import { decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';
import { DecodedPayload } from '../payloads/decoded-payload.ts';

/** A run's file without payloads. Any member may be missing: versions differ. */
export type RunRecord = {
  readonly workflowName: string;
  /** As the engine spells it. */
  readonly status: string;
  readonly createdAt?: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly error?: ErrorRecord;
};

export type ErrorRecord = {
  readonly message: string;
  readonly name?: string;
  readonly stack?: string;
  readonly code?: string;
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
  /** As stored. */
  readonly input: unknown;
  readonly output: unknown;
};

export type EventRecord = {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  /** The id of its step, wait or hook. */
  readonly about?: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Characters kept of an error that is neither a text nor has a message. */
const maxMessage = 500;

export type Members = Readonly<Record<string, unknown>>;

export function toRunRecord(members: Members): RunRecord {
  return {
    workflowName: textOf(members.workflowName) ?? 'unnamed',
    status: textOf(members.status) ?? 'no status',
    createdAt: timeOf(members.createdAt),
    startedAt: timeOf(members.startedAt),
    completedAt: timeOf(members.completedAt),
    error: toErrorRecord(members.error),
  };
}

export function toStepRecord(members: Members): StepRecord | undefined {
  const id = textOf(members.stepId);
  if (id === undefined) return undefined;
  return {
    id,
    name: textOf(members.stepName) ?? id,
    status: textOf(members.status) ?? 'no status',
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
  const type = textOf(members.eventType);
  if (at === undefined || type === undefined) return undefined;
  return {
    id: textOf(members.eventId) ?? '',
    type,
    at,
    about: textOf(members.correlationId),
    data: isRecord(members.eventData) ? members.eventData : {},
  };
}

/** From a run or step, perhaps as a payload; or from an event, whose stack is beside it. */
export function toErrorRecord(error: unknown, stackBeside?: unknown): ErrorRecord | undefined {
  if (error === undefined || error === null) return undefined;
  const isPayload = error instanceof DecodedPayload || (isRecord(error) && error.__type === 'Uint8Array');
  const value = isPayload ? decodeWorkflowPayload(error) : error;
  const members: Members = isRecord(value) ? value : {};
  const message = textOf(members.message) ?? textOf(value) ?? toShortText(value);
  const stack = textOf(members.stack) || textOf(stackBeside) || undefined;
  return { message, name: nameOf(members, stack), stack, code: textOf(members.code) };
}

function toShortText(value: unknown): string {
  return cutText(encodePayload(value, { maxLength: maxMessage }).json ?? '', maxMessage);
}

/** The name at the start of a stack; Node's own errors have a code after it. */
const stackName = /^([\p{ID_Start}_$][\p{ID_Continue}$.]*)(?: \[\w+\])?(?::| *\n|$)/u;

/** The engine records no names, but stacks begin with them. */
function nameOf(members: Members, stack: string | undefined): string | undefined {
  return textOf(members.name) ?? stackName.exec(stack ?? '')?.[1];
}

/** Epoch ms from an ISO date or a number of ms; `undefined` for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const time = new Date(value).getTime();
  return Number.isNaN(time) ? undefined : time;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
