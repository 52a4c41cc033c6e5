import { isRecord } from '../../../model/is-record.ts';
import {
  type ErrorRecord,
  type RunErrorRecord,
  textOf,
  toErrorRecord,
  toRunErrorRecord,
} from './error-records.ts';

/** A run's file without payloads. Any member may be missing: versions differ. */
export type RunRecord = {
  readonly workflowName: string;
  /** As the engine spells it. */
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

export type Members = Readonly<Record<string, unknown>>;

export function toRunRecord(members: Members): RunRecord {
  return {
    workflowName: textOf(members.workflowName) ?? 'unnamed',
    status: textOf(members.status) ?? 'no status',
    createdAt: timeOf(members.createdAt),
    startedAt: timeOf(members.startedAt),
    completedAt: timeOf(members.completedAt),
    error: toRunErrorRecord(members.error),
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

/** Epoch ms from an ISO date or a number of ms; `undefined` for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const time = new Date(value).getTime();
  return Number.isNaN(time) ? undefined : time;
}
