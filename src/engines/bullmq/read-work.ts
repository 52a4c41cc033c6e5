import type { Log } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import type { FailedAttempt, Work, WorkItem } from '../kit/work-items.ts';
import {
  type Job,
  nameOf,
  parseRunId,
  payloadOf,
  runIdOf,
  stacksOf,
  timeOf,
  toJobError,
  toJobSummary,
} from './job-row.ts';
import { mostAtOnce, textsOf } from './queues.ts';
import type { JobStore } from './read-jobs.ts';

/** The attempts of a job with its sleeps, the jobs that it waits for, and its logs. */
export async function readWork(store: JobStore, job: Job): Promise<Work> {
  const [executions, children, logs] = await Promise.all([
    readExecutions(store, job),
    readChildren(store, job),
    readLogs(store, job),
  ]);
  return { items: [...handlerItems(job, executions), ...children], logs };
}

/** The time in which a worker had the job, and until when it is delayed after it. */
export type Execution = { readonly startedAt: number; readonly endedAt?: number; readonly dueAt?: number };

/** As many events as a stream keeps by default. */
const mostEvents = 10_000;

/** The stream of a queue keeps about 10,000 events, of all its jobs; its ids are times of the server. */
async function readExecutions({ client, queues }: JobStore, job: Job): Promise<readonly Execution[]> {
  const { id, queue, fields } = job;
  const executions: Execution[] = [];
  let from = fields.timestamp ?? '-';
  const to = fields.finishedOn === undefined ? '+' : String(Number(fields.finishedOn) + 1_000);
  for (let read = 0; read < mostEvents; read += mostAtOnce) {
    const [reply] = await client.send([
      ['xrange', queues.key(queue, 'events'), from, to, 'COUNT', mostAtOnce],
    ]);
    const entries: readonly unknown[] = Array.isArray(reply) ? reply : [];
    for (const entry of entries) {
      const [entryId, members]: readonly unknown[] = Array.isArray(entry) ? entry : [];
      from = `(${String(entryId)}`;
      const { jobId, ...event } = Object.fromEntries(pairs(textsOf(members)));
      if (jobId === id) addEvent(executions, Number(String(entryId).split('-')[0]), event);
    }
    if (entries.length < mostAtOnce) break;
  }
  return executions;
}

type JobEvent = { readonly event?: unknown; readonly delay?: unknown };

export function addEvent(executions: Execution[], at: number, { event, delay }: JobEvent): void {
  if (event === 'active') executions.push({ startedAt: at });
  const last = executions.at(-1);
  if (!last || last.endedAt !== undefined || event === 'active' || event === 'progress') return;
  const due = event === 'delayed' ? { dueAt: Number(delay) } : {};
  executions[executions.length - 1] = { ...last, endedAt: at, ...due };
}

/** One step for all attempts, each with the stack that is kept of it, and one for each sleep. */
export function handlerItems(job: Job, executions: readonly Execution[]): readonly WorkItem[] {
  const { fields, set } = job;
  const { status, attempt = 1, finishedAt } = toJobSummary(job, '');
  const lastStart = timeOf(fields.processedOn);
  if (lastStart === undefined) return [];
  const isOpen = set === 'active';
  const failures = stacksOf(fields).map(stack => toJobError(stack));
  const isFailed = set === 'failed' || (set === 'delayed' && fields.failedReason !== undefined);
  // A sleep ends an execution, too; whether a retry follows is not in the event.
  const hasSlept = Number(fields.ats ?? 0) > attempt;
  const isWhole = !hasSlept && executions.length === failures.length + (isFailed ? 0 : 1);
  const attempts = failures.slice(0, isFailed ? -1 : undefined).map((error, at): FailedAttempt => {
    const { startedAt, endedAt } = (isWhole && executions[at]) || {};
    return { error, startedAt, endedAt };
  });
  const [first] = executions;
  const last = executions.at(-1);
  const handler: WorkItem = {
    ...{ id: 'handler', name: 'handler', type: 'action', attempts, attempt },
    createdAt: (isWhole || hasSlept ? first?.startedAt : undefined) ?? lastStart,
    lastStartedAt: lastStart,
    status: handlerStatus(status, isFailed, isOpen),
    ...(isOpen ? {} : { endedAt: finishedAt ?? last?.endedAt ?? lastStart }),
    ...(isFailed ? { error: toJobError(stacksOf(fields).at(-1), fields.failedReason) } : {}),
    attributes: fields.pb === undefined ? {} : { worker: fields.pb },
  };
  return [handler, ...(hasSlept || status === 'sleeping' ? sleepItems(job, executions) : [])];
}

function handlerStatus(status: RunStatus, isFailed: boolean, isOpen: boolean): RunStatus {
  if (isFailed) return status === 'canceled' ? 'canceled' : 'failed';
  return isOpen ? 'running' : status === 'success' ? 'success' : 'queued';
}

function sleepItems({ dueAt, set }: Job, executions: readonly Execution[]): readonly WorkItem[] {
  return executions.flatMap(({ endedAt, dueAt: due }, at): WorkItem[] => {
    if (endedAt === undefined || due === undefined) return [];
    const next = executions[at + 1]?.startedAt;
    const isOpen = next === undefined && set === 'delayed';
    return [
      {
        ...{
          id: `sleep-${at + 1}`,
          name: 'delayed',
          type: 'sleep',
          createdAt: endedAt,
          wakeAt: isOpen ? (dueAt ?? due) : due,
        },
        status: isOpen ? 'sleeping' : 'success',
        ...(isOpen ? {} : { endedAt: next ?? due }),
      },
    ];
  });
}

/** At most so many children are shown. */
const mostChildren = 1_000;

/** The jobs of a flow below this one; those that have ended are known by their results when they are gone. */
async function readChildren(store: JobStore, job: Job): Promise<readonly WorkItem[]> {
  const { client, queues, prefix } = store;
  const key = (part: string) => queues.key(job.queue, job.id, part);
  const [processed, failed, ignored, open] = await client.send([
    ['hscan', key('processed'), 0, 'COUNT', mostChildren],
    ['zrange', key('unsuccessful'), 0, mostChildren - 1],
    ['hscan', key('failed'), 0, 'COUNT', mostChildren],
    ['sscan', key('dependencies'), 0, 'COUNT', mostChildren],
  ]);
  const scanned = (reply: unknown) => textsOf(Array.isArray(reply) ? reply[1] : []);
  const results = new Map(pairs(scanned(processed)));
  const failures = [...textsOf(failed), ...pairs(scanned(ignored)).map(([child]) => child)];
  const keys = [...new Set([...results.keys(), ...failures, ...scanned(open)])].slice(0, mostChildren);
  const createdAt = timeOf(job.fields.timestamp) ?? 0;
  return Promise.all(
    keys.map(async child => {
      const own = child.startsWith(`${prefix}:`) ? parseRunId(child.slice(prefix.length + 1)) : undefined;
      const found = own && (await store.find(own.queue, own.id));
      return childItem({ key: child, found, result: results.get(child), createdAt });
    }),
  );
}

type Child = {
  readonly key: string;
  /** Absent where it is gone; its result is kept with the parent. */
  readonly found?: Job | undefined;
  readonly result?: string | undefined;
  /** When its parent was created. */
  readonly createdAt: number;
};

export function childItem({ key, found, result, createdAt }: Child): WorkItem {
  const summary = found && toJobSummary(found, '');
  const failed = found?.set === 'failed' ? found.fields : undefined;
  return {
    ...{ id: key, type: 'workflow', createdAt: summary?.createdAt ?? createdAt },
    name: found ? nameOf(found) : key,
    status: summary?.status ?? (result === undefined ? 'failed' : 'success'),
    ...(summary?.startedAt === undefined ? {} : { startedAt: summary.startedAt }),
    ...(summary?.finishedAt === undefined ? {} : { endedAt: summary.finishedAt }),
    ...(found ? { childId: runIdOf(found) } : {}),
    ...(result === undefined ? {} : { output: () => payloadOf(result) }),
    ...(failed ? { error: toJobError(stacksOf(failed).at(-1), failed.failedReason) } : {}),
  };
}

function pairs(texts: readonly string[]): readonly (readonly [string, string])[] {
  return texts.flatMap((text, at) => (at % 2 === 0 ? [[text, texts[at + 1] ?? ''] as const] : []));
}

const mostLogs = 10_000;

export async function readLogs({ client, queues }: JobStore, job: Job): Promise<readonly Log[]> {
  const key = queues.key(job.queue, job.id, 'logs');
  const messages: string[] = [];
  while (messages.length < mostLogs) {
    const [reply] = await client.send([['lrange', key, messages.length, messages.length + mostAtOnce - 1]]);
    const part = textsOf(reply);
    messages.push(...part);
    if (part.length < mostAtOnce) break;
  }
  return toLogs(job, messages);
}

/** BullMQ keeps no times of logs: each has that of the last attempt's start. */
export function toLogs({ fields }: Job, messages: readonly string[]): readonly Log[] {
  const at = timeOf(fields.processedOn) ?? timeOf(fields.timestamp) ?? 0;
  return messages.map(message => ({ at, level: 'info', message, attributes: {} }));
}
