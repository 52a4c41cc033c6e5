import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { isRecord } from '../../model/is-record.ts';
import { parseExactJson, tryParseJson } from '../../model/payload/json-text.ts';
import type { RunError, RunSummary, Trigger } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { toRecordedError } from '../kit/serialized-error.ts';

/** What a job in each list and sorted set can be. Older versions keep jobs of paused queues in `paused`. */
export const setStatuses = {
  active: ['running'],
  wait: ['queued'],
  paused: ['queued'],
  prioritized: ['queued'],
  delayed: ['queued', 'sleeping'],
  'waiting-children': ['waiting'],
  completed: ['success'],
  failed: ['failed', 'canceled'],
} as const satisfies Readonly<Record<string, readonly RunStatus[]>>;

/** The lists and sorted sets of a queue; the one that an id is in is the state of its job. */
export type JobSet = keyof typeof setStatuses;

export const jobSets = Object.keys(setStatuses) as readonly JobSet[];

export type Job = {
  readonly queue: string;
  /** Unique in its queue alone. */
  readonly id: string;
  readonly set: JobSet;
  /** When it becomes due, of a delayed job. */
  readonly dueAt?: number | null | undefined;
  /** Whether a worker has it: an active job without its lock belongs to a worker that has died. */
  readonly isLocked: boolean;
  /**
   * As Redis has them in its hash, but `parentKey` is the id of a run. `attemptsMade` is that of versions
   * before 5.
   */
  readonly fields: Readonly<Record<string, string>>;
};

/** No queue has a colon in its name; ids of jobs may have some. */
export function runIdOf({ queue, id }: Pick<Job, 'queue' | 'id'>): string {
  return `${queue}:${id}`;
}

export function parseRunId(text: string): Pick<Job, 'queue' | 'id'> | undefined {
  const [, queue, id] = /^([^:]+):(.+)$/s.exec(text) ?? [];
  return queue === undefined || id === undefined ? undefined : { queue, id };
}

export function timeOf(text: string | undefined): number | undefined {
  const time = Number(text);
  return text === undefined || !Number.isFinite(time) ? undefined : time;
}

/** When a job last changed, as far as its hash knows: by it the list is in order. */
export function changedAt({ timestamp, processedOn, finishedOn }: Job['fields']): number {
  return timeOf(finishedOn) ?? timeOf(processedOn) ?? timeOf(timestamp) ?? 0;
}

function attemptsMade({ atm, attemptsMade }: Job['fields']): number {
  return Number(atm ?? attemptsMade ?? 0);
}

/** The reason of a job that runlens ended, since BullMQ has no word for canceled. */
export const canceledReason = 'canceled by runlens; its function may have run on';

export function statusOf({ set, fields }: Pick<Job, 'set' | 'fields'>): RunStatus {
  if (set === 'failed') return fields.failedReason === canceledReason ? 'canceled' : 'failed';
  const isAsleep = set === 'delayed' && attemptsMade(fields) === 0 && fields.ats !== undefined;
  return isAsleep ? 'sleeping' : setStatuses[set][0];
}

function labelOf({ set, fields }: Job, status: RunStatus): string | undefined {
  if (set === 'prioritized') return 'Prioritized';
  if (set === 'waiting-children') return 'Waiting on children';
  if (set !== 'delayed' || status === 'sleeping') return undefined;
  return attemptsMade(fields) > 0 ? 'Backing off' : 'Scheduled';
}

const strandedReason =
  'no worker holds its lock: one that starts on this queue takes it up again after its check for stalled jobs (30 s)';

export function toJobSummary(job: Job): RunSummary {
  const { set, fields } = job;
  const status = statusOf(job);
  const startedAt = timeOf(fields.processedOn);
  // The clock of a worker may be behind that of the program that added the job.
  const createdAt = Math.min(timeOf(fields.timestamp) ?? 0, changedAt(fields));
  const isWaiting = set === 'waiting-children';
  const error = errorOf(job);
  return {
    ...{ id: runIdOf(job), kind: 'workflow', name: nameOf(job), models: [], services: [] },
    ...{ status, statusRaw: set, statusLabel: labelOf(job, status), trigger: triggerOf(job) },
    strandedBy: set === 'active' && !job.isLocked ? strandedReason : undefined,
    wakeAt: job.dueAt ?? undefined,
    waitingFor: isWaiting ? 'its children' : undefined,
    ...{ createdAt, changedAt: changedAt(fields), startedAt },
    queuedAt: isStartedAgain(fields, status) ? undefined : createdAt,
    finishedAt: isFinished(set) ? changedAt(fields) : undefined,
    pausedAt: isWaiting || status === 'sleeping' ? startedAt : undefined,
    attempt: attemptsMade(fields) + (set === 'active' ? 1 : 0) || undefined,
    parentId: fields.parentKey,
    retryOf: originOf(fields),
    errorSummary: error && summarizeFailure({ error, name: nameOf(job) }),
  };
}

export function isList(set: JobSet): boolean {
  return set === 'active' || set === 'wait' || set === 'paused';
}

export function isFinished(set: JobSet): boolean {
  return set === 'completed' || set === 'failed';
}

/** The name of jobs that have none of their own. */
export const unnamed = '__default__';

export function nameOf({ queue, fields: { name } }: Pick<Job, 'queue' | 'fields'>): string {
  return name === undefined || name === '' || name === unnamed ? queue : `${queue}/${name}`;
}

function triggerOf({ queue, fields: { rjk, parentKey } }: Job): Trigger {
  if (rjk !== undefined) return { type: 'schedule', label: `Schedule · ${rjk}`, raw: rjk };
  if (parentKey !== undefined) return { type: 'flow', label: 'Flow', raw: parentKey };
  return { type: 'queue', label: 'Queue', raw: queue };
}

/** The start of the first attempt is lost then, and with it how long the job was queued. */
function isStartedAgain({ ats }: Job['fields'], status: RunStatus): boolean {
  return Number(ats ?? 0) > (status === 'queued' ? 0 : 1);
}

/** The option by which a job that runlens added says which one it repeats. */
export const originOption = 'runlens.retryOf';

function originOf({ opts = '' }: Job['fields']): string | undefined {
  const options = opts.includes(originOption) ? tryParseJson(opts) : undefined;
  const origin = isRecord(options) ? options[originOption] : undefined;
  return typeof origin === 'string' ? origin : undefined;
}

/** The failed attempts whose stacks are kept, the oldest first. */
export function failuresOf({ stacktrace }: Job['fields']): readonly RunError[] {
  const stacks = tryParseJson(stacktrace ?? '');
  return Array.isArray(stacks) ? stacks.map(stack => toJobError(String(stack))) : [];
}

/** A job that succeeds after a retry keeps the reason of the attempt before. */
export function errorOf(job: Job): RunError | undefined {
  const { failedReason } = job.fields;
  const status = statusOf(job);
  if (failedReason === undefined || status === 'success' || status === 'canceled') return undefined;
  return lastErrorOf(job);
}

export function lastErrorOf({ fields }: Job): RunError {
  return toJobError(failuresOf(fields).at(-1)?.stack, fields.failedReason);
}

const firstLine = /^(?:Uncaught )?([\w$.]*(?:Error|Exception)\b[\w$.]*)(?:: ([\s\S]*?))?(?=\n\s+at |$)/;

/** BullMQ keeps the stack of an error; its name is the stack's first word. */
function toJobError(stack: string | undefined, reason?: string): RunError {
  const [, name, told] = firstLine.exec(stack ?? '') ?? [];
  return toRecordedError({
    $type: 'Error',
    ...(name === undefined ? {} : { name }),
    message: reason ?? told ?? stack ?? '',
    ...(stack === undefined ? {} : { stack }),
  });
}

export function payloadOf(text: string | null | undefined): unknown {
  if (text === null || text === undefined) return undefined;
  const value = parseExactJson(text);
  return value === undefined ? text : value;
}
