import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { isRecord } from '../../model/is-record.ts';
import { parseExactJson, tryParseJson } from '../../model/payload/json-text.ts';
import { type Log, newestMessages, type RunError, type RunSummary, type Trigger } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import type { EngineParts } from '../kit/define-store.ts';
import type { Signal } from '../kit/run-source.ts';
import { toRecordedError } from '../kit/serialized-error.ts';
import type { FailedAttempt, WorkItem } from '../kit/work-items.ts';

/** The statuses of jobs by list or sorted set. Older versions keep jobs of paused queues in `paused`. */
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

/** A list or sorted set of a queue. The one that holds an id is the state of its job. */
export type JobSet = keyof typeof setStatuses;

export const jobSets = Object.keys(setStatuses) as readonly JobSet[];

export type Job = {
  readonly queue: string;
  /** Unique in its queue alone. */
  readonly id: string;
  readonly set: JobSet;
  /** Set for a delayed job, epoch ms. */
  readonly dueAt?: number | null | undefined;
  /** False for an active job means that its worker has died. */
  readonly isLocked: boolean;
  /** Whether the queue of a job that waits for a worker is paused. */
  readonly isPaused?: boolean;
  /** Whether the job waits for a child that has failed: it waits until the child is tried again. */
  readonly isHeldUp?: boolean;
  /** As in the job's hash, but `parentKey` is a run's id. Versions before 5 have `attemptsMade`. */
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

function timeOf(text: string | undefined): number | undefined {
  const time = Number(text);
  return text === undefined || !Number.isFinite(time) ? undefined : time;
}

/** When a job last changed, as far as its hash tells: the list has this order. */
export function changedAt({ timestamp, processedOn, finishedOn }: Job['fields']): number {
  return timeOf(finishedOn) ?? timeOf(processedOn) ?? timeOf(timestamp) ?? 0;
}

function attemptsMade({ atm, attemptsMade }: Job['fields']): number {
  return Number(atm ?? attemptsMade ?? 0);
}

/** Marks a job that runlens ended: BullMQ has no status for canceled. */
export const canceledReason = 'canceled by runlens; its function may have run on';

export function statusOf({ set, fields }: Pick<Job, 'set' | 'fields'>): RunStatus {
  if (set === 'failed') return fields.failedReason === canceledReason ? 'canceled' : 'failed';
  const isAsleep = set === 'delayed' && attemptsMade(fields) === 0 && fields.ats !== undefined;
  return isAsleep ? 'sleeping' : setStatuses[set][0];
}

function labelOf({ set, fields, isPaused, isHeldUp }: Job, status: RunStatus): string | undefined {
  if (isPaused) return 'Paused';
  if (set === 'prioritized') return 'Prioritized';
  if (set === 'waiting-children') return isHeldUp ? 'Child failed' : 'Waiting on children';
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
    waitingFor: isWaiting ? (job.isHeldUp ? 'a child that has failed' : 'its children') : undefined,
    ...{ createdAt, changedAt: changedAt(fields), startedAt },
    queuedAt: isStartedAgain(fields, status) ? undefined : queuedAt(fields, createdAt),
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

export function isUntaken(set: JobSet): boolean {
  return set === 'wait' || set === 'paused' || set === 'prioritized';
}

export function isFinished(set: JobSet): boolean {
  return set === 'completed' || set === 'failed';
}

export const unnamed = '__default__';

function nameOf({ queue, fields: { name } }: Pick<Job, 'queue' | 'fields'>): string {
  return name === undefined || name === '' || name === unnamed ? queue : `${queue}/${name}`;
}

function triggerOf({ queue, fields: { rjk, parentKey } }: Job): Trigger {
  if (rjk !== undefined) return { type: 'schedule', label: `Schedule · ${rjk}`, raw: rjk };
  if (parentKey !== undefined) return { type: 'flow', label: 'Flow', raw: parentKey };
  return { type: 'queue', label: 'Queue', raw: queue };
}

/** A later start overwrites the first, so that nobody knows how long the job was queued. */
function isStartedAgain({ ats }: Job['fields'], status: RunStatus): boolean {
  return Number(ats ?? 0) > (status === 'queued' ? 0 : 1);
}

/** The end of the delay; `undefined` if the job ran before it, since then nobody knows its end. */
function queuedAt(fields: Job['fields'], createdAt: number): number | undefined {
  const { delay } = optionsOf(fields, 'delay');
  const dueAt = createdAt + (typeof delay === 'number' ? delay : 0);
  return (timeOf(fields.processedOn) ?? dueAt) < dueAt ? undefined : dueAt;
}

/** Empty unless the options have this one, since parsing all of them takes long. */
function optionsOf({ opts = '' }: Job['fields'], option: string): Readonly<Record<string, unknown>> {
  const options = opts.includes(`"${option}"`) ? tryParseJson(opts) : undefined;
  return isRecord(options) ? options : {};
}

export const originOption = 'runlens.retryOf';

function originOf(fields: Job['fields']): string | undefined {
  const { [originOption]: origin } = optionsOf(fields, originOption);
  return typeof origin === 'string' ? origin : undefined;
}

/** Oldest first; BullMQ keeps the stacks of some failed attempts only. */
function failuresOf({ stacktrace }: Job['fields']): readonly RunError[] {
  const stacks = tryParseJson(stacktrace ?? '');
  return Array.isArray(stacks) ? stacks.map(stack => toJobError(String(stack))) : [];
}

/** A job that succeeds after a retry keeps the reason of the attempt before. */
function errorOf(job: Job): RunError | undefined {
  const status = statusOf(job);
  return status === 'success' || status === 'canceled' ? undefined : lastErrorOf(job);
}

/** In Redis, BullMQ keeps `null` of what is thrown without a message, such as a text. */
function lastErrorOf({ fields }: Job): RunError | undefined {
  const { failedReason } = fields;
  const { stack } = failuresOf(fields).at(-1) ?? {};
  const isKept = failedReason !== undefined && (stack !== undefined || failedReason !== 'null');
  return isKept ? toJobError(stack, failedReason) : undefined;
}

const firstLine = /^(?:Uncaught )?([\w$.]*(?:Error|Exception)\b[\w$.]*)(?:: ([\s\S]*?))?(?=\n\s+at |$)/;

/** Takes the name of the error from the first word of its stack: BullMQ does not keep it otherwise. */
function toJobError(stack: string | undefined, reason?: string): RunError {
  const [, name, stackMessage] = firstLine.exec(stack ?? '') ?? [];
  return toRecordedError({
    $type: 'Error',
    ...(name === undefined ? {} : { name }),
    message: reason ?? stackMessage ?? stack ?? '',
    ...(stack === undefined ? {} : { stack }),
  });
}

function payloadOf(text: string | null | undefined): unknown {
  if (text === null || text === undefined) return undefined;
  const value = parseExactJson(text);
  return value === undefined ? text : value;
}

export type JobReader = {
  /** The payloads of the first of these jobs, as many as can be read at once. */
  readonly values: (jobs: readonly Job[], options: Signal) => Promise<readonly JobValues[]>;
  readonly logs: (job: Job, options: Signal) => Promise<readonly string[]>;
  /** Oldest first, as far back as the queue keeps events. */
  readonly events: (job: Job, options: Signal) => Promise<readonly JobEvent[]>;
  readonly children: (job: Job, options: Signal) => Promise<readonly Child[]>;
};

type Text = string | null | undefined;
type JobValues = { readonly data: Text; readonly result: Text };
export type JobEvent = { readonly at: number; readonly event: Text; readonly delay?: Text };
export type Child = {
  readonly key: string;
  /** Absent for a removed job, whose result the parent keeps. */
  readonly found?: Job | undefined;
  readonly result?: Text;
};

export const [mostLogs, mostChildren] = [10_000, 1_000];

const shownElsewhere = new Set(['data', 'returnvalue', 'stacktrace', 'name']);

export function jobParts({ values, logs, events, children }: JobReader) {
  return {
    lacks: {
      fields: ['actor', 'project', 'model', 'service', 'cost', 'messages', 'steps', 'step', 'key'],
      reason: 'BullMQ keeps no',
    },
    raw: ({ queue, id, set, fields }) => {
      const own = Object.entries(fields).filter(([name]) => !shownElsewhere.has(name));
      const shown = own.map(([name, text]) => [name, (/^[[{]/.test(text) && tryParseJson(text)) || text]);
      return { queue, jobId: id, set, ...Object.fromEntries(shown) };
    },
    async payloads(jobs, options) {
      const found = await values(jobs, options);
      return Promise.all(
        jobs.slice(0, found.length).map(async (job, at) => ({
          input: payloadOf(found[at]?.data),
          output: payloadOf(found[at]?.result),
          error: errorOf(job)?.value,
          ...(options.withLogs ? { logs: newestMessages(toLogs(job, await logs(job, options))) } : {}),
        })),
      );
    },
    async work(job, options) {
      const [own, below, messages] = await Promise.all([
        events(job, options),
        children(job, options),
        logs(job, options),
      ]);
      return {
        items: [...handlerItems(job, toExecutions(own)), ...below.map(child => childItem(job, child))],
        logs: toLogs(job, messages),
      };
    },
  } satisfies Partial<EngineParts<Job>>;
}

/** BullMQ keeps no times of logs: each gets the start of the last attempt. */
function toLogs({ fields }: Job, messages: readonly string[]): readonly Log[] {
  const at = timeOf(fields.processedOn) ?? timeOf(fields.timestamp) ?? 0;
  return messages.map(message => ({ at, level: 'info', message, attributes: {} }));
}

/** When a worker had the job, and until when the job was delayed afterwards. */
type Execution = { readonly startedAt: number; endedAt?: number; dueAt?: number };

function toExecutions(events: readonly JobEvent[]): readonly Execution[] {
  const executions: Execution[] = [];
  for (const { at, event, delay } of events) {
    const last = executions.at(-1);
    if (event === 'active') executions.push({ startedAt: at });
    else if (last && last.endedAt === undefined && event !== 'progress') {
      last.endedAt = at;
      if (event === 'delayed') last.dueAt = Number(delay);
    }
  }
  return executions;
}

/** One step for all attempts, and one for each sleep. */
function handlerItems(job: Job, executions: readonly Execution[]): readonly WorkItem[] {
  const { fields, set } = job;
  const { status, attempt = 1, finishedAt } = toJobSummary(job);
  const lastStart = timeOf(fields.processedOn);
  if (lastStart === undefined) return [];
  const isOpen = set === 'active';
  const failures = failuresOf(fields);
  const isFailed = set === 'failed' || (set === 'delayed' && fields.failedReason !== undefined);
  const ended = status === 'canceled' ? status : isFailed ? 'failed' : undefined;
  // A sleep ends an execution, too, and its event does not tell whether a retry follows.
  const hasSlept = Number(fields.ats ?? 0) > attempt;
  const isWhole = !hasSlept && executions.length === failures.length + (isFailed ? 0 : 1);
  const attempts = failures.slice(0, isFailed ? -1 : undefined).map((error, at): FailedAttempt => {
    const { startedAt, endedAt } = (isWhole && executions[at]) || {};
    return { error, startedAt, endedAt };
  });
  const handler: WorkItem = {
    ...{ id: 'handler', name: 'handler', type: 'action', attempts, attempt },
    createdAt: (isWhole || hasSlept ? executions[0]?.startedAt : undefined) ?? lastStart,
    lastStartedAt: lastStart,
    status: ended ?? (isOpen || status === 'success' ? status : 'queued'),
    endedAt: isOpen ? undefined : (finishedAt ?? executions.at(-1)?.endedAt ?? lastStart),
    error: isFailed ? lastErrorOf(job) : undefined,
    attributes: fields.pb === undefined ? {} : { worker: fields.pb },
  };
  return [handler, ...(hasSlept || status === 'sleeping' ? sleepItems(job, executions) : [])];
}

function sleepItems({ dueAt, set }: Job, executions: readonly Execution[]): readonly WorkItem[] {
  return executions.flatMap(({ endedAt, dueAt: due }, at): WorkItem[] => {
    if (endedAt === undefined || due === undefined) return [];
    const next = executions[at + 1]?.startedAt;
    const sleep = { id: `sleep-${at + 1}`, name: 'delayed', type: 'sleep', createdAt: endedAt };
    return next === undefined && set === 'delayed'
      ? [{ ...sleep, status: 'sleeping', wakeAt: dueAt ?? due }]
      : [{ ...sleep, status: 'success', wakeAt: due, endedAt: next ?? due }];
  });
}

function childItem({ fields }: Job, { key, found, result }: Child): WorkItem {
  const run = found && toJobSummary(found);
  const isDone = result !== undefined && result !== null;
  return {
    ...{ id: key, name: run?.name ?? key, type: 'workflow', childId: found && runIdOf(found) },
    status: run?.status ?? (isDone ? 'success' : 'failed'),
    createdAt: run?.createdAt ?? timeOf(fields.timestamp) ?? 0,
    ...{ startedAt: run?.startedAt, endedAt: run?.finishedAt },
    output: isDone ? () => payloadOf(result) : undefined,
    error: found?.set === 'failed' ? lastErrorOf(found) : undefined,
  };
}
