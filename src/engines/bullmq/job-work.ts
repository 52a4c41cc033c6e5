import { tryParseJson } from '../../model/payload/json-text.ts';
import { type Log, newestMessages } from '../../model/run.ts';
import type { EngineParts } from '../kit/define-store.ts';
import type { Signal } from '../kit/run-source.ts';
import type { FailedAttempt, WorkItem } from '../kit/work-items.ts';
import {
  errorOf,
  failuresOf,
  type Job,
  lastErrorOf,
  payloadOf,
  runIdOf,
  timeOf,
  toJobSummary,
} from './job-row.ts';

/** What is read of jobs in one way from Redis, and in another from PostgreSQL. */
export type JobReader = {
  /** The payloads of the first of these jobs, as many as can be read at once. */
  readonly values: (jobs: readonly Job[], options: Signal) => Promise<readonly JobValues[]>;
  readonly logs: (job: Job, options: Signal) => Promise<readonly string[]>;
  /** The events of a job, the oldest first, as far as its queue keeps them. */
  readonly events: (job: Job, options: Signal) => Promise<readonly JobEvent[]>;
  /** The jobs of a flow below this one. */
  readonly children: (job: Job, options: Signal) => Promise<readonly Child[]>;
};

type Text = string | null | undefined;
type JobValues = { readonly data: Text; readonly result: Text };
export type JobEvent = { readonly at: number; readonly event: Text; readonly delay?: Text };
export type Child = {
  readonly key: string;
  /** Absent where it is gone; its result is kept with the parent. */
  readonly found?: Job | undefined;
  readonly result?: Text;
};

/** So many logs and children are read of a job. */
export const [mostLogs, mostChildren] = [10_000, 1_000];

const shownElsewhere = new Set(['data', 'returnvalue', 'stacktrace', 'name']);

/** What both stores say of a job. */
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

/** BullMQ keeps no times of logs: each has that of the last attempt's start. */
function toLogs({ fields }: Job, messages: readonly string[]): readonly Log[] {
  const at = timeOf(fields.processedOn) ?? timeOf(fields.timestamp) ?? 0;
  return messages.map(message => ({ at, level: 'info', message, attributes: {} }));
}

/** The time in which a worker had the job, and until when it is delayed after it. */
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

/** One step for all attempts, each with the stack that is kept of it, and one for each sleep. */
function handlerItems(job: Job, executions: readonly Execution[]): readonly WorkItem[] {
  const { fields, set } = job;
  const { status, attempt = 1, finishedAt } = toJobSummary(job);
  const lastStart = timeOf(fields.processedOn);
  if (lastStart === undefined) return [];
  const isOpen = set === 'active';
  const failures = failuresOf(fields);
  const isFailed = set === 'failed' || (set === 'delayed' && fields.failedReason !== undefined);
  const ended = status === 'canceled' ? status : isFailed ? 'failed' : undefined;
  // A sleep ends an execution, too; whether a retry follows is not in the event.
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
