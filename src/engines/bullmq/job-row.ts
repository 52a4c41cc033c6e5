import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { isRecord } from '../../model/is-record.ts';
import { parseExactJson, tryParseJson } from '../../model/payload/json-text.ts';
import type { RunError, RunSummary, Trigger } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { type JobSet, textsOf } from './queues.ts';

/** What a list needs of a job's hash; `attemptsMade` is that of versions before 5. */
export const listFields = [
  ...['name', 'timestamp', 'processedOn', 'finishedOn', 'atm', 'attemptsMade', 'ats'],
  ...['failedReason', 'stacktrace', 'opts', 'parentKey', 'rjk'],
] as const;

export type Job = {
  readonly queue: string;
  /** Unique in its queue alone. */
  readonly id: string;
  readonly set: JobSet;
  /** When it becomes due, of a delayed job. */
  readonly dueAt?: number | undefined;
  /** Whether a worker has it: an active job without its lock belongs to a worker that has died. */
  readonly isLocked: boolean;
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

/** The id of the run with a key such as `bull:orders:7`, of the same prefix. */
export function runIdOfKey(key: string | undefined, prefix: string): string | undefined {
  return key?.startsWith(`${prefix}:`) ? key.slice(prefix.length + 1) : undefined;
}

export function toFields(names: readonly string[], reply: unknown): Job['fields'] {
  const values: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return Object.fromEntries(
    names.flatMap((name, at) => (typeof values[at] === 'string' ? [[name, values[at]] as const] : [])),
  );
}

export function timeOf(text: string | undefined): number | undefined {
  const time = Number(text);
  return text === undefined || !Number.isFinite(time) ? undefined : time;
}

/** When a job last changed, as far as its hash knows: by it the list is in order. */
export function changedAt({ timestamp, processedOn, finishedOn }: Job['fields']): number {
  return timeOf(finishedOn) ?? timeOf(processedOn) ?? timeOf(timestamp) ?? 0;
}

export function attemptsMade({ atm, attemptsMade }: Job['fields']): number {
  return Number(atm ?? attemptsMade ?? 0);
}

/** The reason of a job that runlens ended, since BullMQ has no word for canceled. */
export const canceledReason = 'canceled by runlens; its function may have run on';

export function statusOf({ set, fields }: Pick<Job, 'set' | 'fields'>): RunStatus {
  if (set === 'completed') return 'success';
  if (set === 'failed') return fields.failedReason === canceledReason ? 'canceled' : 'failed';
  if (set === 'waiting-children') return 'waiting';
  if (set !== 'delayed') return set === 'active' ? 'running' : 'queued';
  if (attemptsMade(fields) > 0) return 'running';
  return fields.ats === undefined ? 'queued' : 'sleeping';
}

const labels: Readonly<Partial<Record<JobSet, string>>> = {
  prioritized: 'Prioritized',
  'waiting-children': 'Waiting on children',
};

function labelOf(job: Job, status: RunStatus): string | undefined {
  if (job.set === 'active') return job.isLocked ? undefined : 'Stranded';
  if (job.set !== 'delayed') return labels[job.set];
  return status === 'running' ? 'Backing off' : status === 'queued' ? 'Scheduled' : undefined;
}

export function toJobSummary(job: Job, prefix: string): RunSummary {
  const { fields, set } = job;
  const status = statusOf(job);
  const createdAt = timeOf(fields.timestamp) ?? 0;
  const startedAt = timeOf(fields.processedOn);
  const label = labelOf(job, status);
  const failure = errorOf(job, status);
  const { retryOf } = optionsOf(fields);
  const parentId = runIdOfKey(fields.parentKey, prefix);
  const isPaused = status === 'sleeping' || set === 'waiting-children';
  return {
    id: runIdOf(job),
    kind: 'workflow',
    name: nameOf(job),
    status,
    statusRaw: set,
    ...(label === undefined ? {} : { statusLabel: label }),
    ...(job.dueAt === undefined ? {} : { wakeAt: job.dueAt }),
    ...(set === 'waiting-children' ? { waitingFor: 'its children' } : {}),
    trigger: triggerOf(job),
    createdAt,
    changedAt: changedAt(fields),
    ...(isStartedAgain(fields, status) ? {} : { queuedAt: createdAt }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(isFinished(set) ? { finishedAt: timeOf(fields.finishedOn) ?? startedAt ?? createdAt } : {}),
    ...(isPaused && startedAt !== undefined ? { pausedAt: startedAt } : {}),
    models: [],
    services: [],
    ...attemptOf(job),
    ...(parentId === undefined ? {} : { parentId }),
    ...(retryOf === undefined ? {} : { retryOf }),
    ...(failure === undefined ? {} : { errorSummary: summaryOfError(failure, job, status) }),
  };
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

function attemptOf({ set, fields }: Job): Pick<RunSummary, 'attempt'> {
  const made = attemptsMade(fields) + (set === 'active' ? 1 : 0);
  return made === 0 ? {} : { attempt: made };
}

/** The option by which a job that runlens added says which one it repeats. */
export const originOption = 'runlens.retryOf';

export function optionsOf({ opts }: Job['fields']) {
  const options = tryParseJson(opts ?? '');
  const origin = isRecord(options) ? options[originOption] : undefined;
  return {
    all: isRecord(options) ? options : {},
    ...(typeof origin === 'string' ? { retryOf: origin } : {}),
  };
}

/** The stacks of failed attempts that are kept, the oldest first. */
export function stacksOf({ stacktrace }: Job['fields']): readonly string[] {
  return textsOf(stacktrace === undefined ? [] : tryParseJson(stacktrace));
}

/** A job that succeeds after a retry keeps the reason of the attempt before. */
export function errorOf(job: Job, status: RunStatus): RunError | undefined {
  const { failedReason } = job.fields;
  if (failedReason === undefined || status === 'success' || status === 'canceled') return undefined;
  return toJobError(stacksOf(job.fields).at(-1), failedReason);
}

/** BullMQ keeps the stack of an error; its name is the stack's first word. */
export function toJobError(stack: string | undefined, reason?: string): RunError {
  const [, name, told] =
    /^(?:Uncaught )?([\w$.]*(?:Error|Exception)\b[\w$.]*)(?:: ([\s\S]*?))?(?=\n\s+at |$)/.exec(stack ?? '') ??
    [];
  const message = reason ?? told ?? stack ?? '';
  return {
    value: {
      $type: 'Error',
      ...(name === undefined ? {} : { name }),
      message,
      ...(stack === undefined ? {} : { stack }),
    },
    ...(name === undefined ? {} : { name }),
    message,
    ...(stack === undefined ? {} : { stack }),
  };
}

/** Only a run that has failed is of a group. */
function summaryOfError(error: RunError, job: Job, status: RunStatus) {
  const { failure, ...summary } = summarizeFailure({ error, name: nameOf(job) });
  return status === 'failed' ? { ...summary, failure } : summary;
}

export function payloadOf(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  const value = parseExactJson(text);
  return value === undefined ? text : value;
}
