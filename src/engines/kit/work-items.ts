import { mapYielding } from '../../async/yield-to-event-loop.ts';
import { compareSpans } from '../../contract/trace-pages.ts';
import type { Log, RunError, RunSummary, Span, SpanEvent, SpanStatus, Step, Trace } from '../../model/run.ts';
import { isActive, type RunStatus } from '../../model/status.ts';

/** What an engine recorded of the work of a run. */
export type Work = {
  readonly items: readonly WorkItem[];
  readonly logs?: readonly Log[];
  /** What the trace shows of the run itself. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly events?: readonly SpanEvent[];
};

/** A durable unit of a run: becomes a step for each attempt, and a span with its attempts. */
export type WorkItem = {
  /** Spans of one time are in the order of their ids. */
  readonly id: string;
  readonly parentId?: string;
  readonly name: string;
  /** As in `Step`: action, sleep, hook, workflow, or the engine's own word. */
  readonly type: string;
  /** Since when it could have begun. */
  readonly createdAt: number;
  /** The start of the first attempt; by default, when it was created. */
  readonly startedAt?: number;
  /** The start of the last attempt; by default the end of the one before. */
  readonly lastStartedAt?: number;
  readonly endedAt?: number;
  readonly status: RunStatus;
  readonly wakeAt?: number;
  /** The failed attempts before the last one, oldest first. */
  readonly attempts?: readonly FailedAttempt[];
  /** The number of the last attempt, where earlier ones are not recorded. */
  readonly attempt?: number;
  /** The run that it started. */
  readonly childId?: string;
  readonly input?: () => unknown;
  readonly output?: () => unknown;
  readonly error?: RunError;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly events?: readonly SpanEvent[];
};

/** Without an end, its time is not known: it is a step, and no span. */
export type FailedAttempt = {
  /** By default the end of the attempt before. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly error: RunError;
};

/** One step per attempt of each item, in their order. */
export async function toSteps({ items }: Work): Promise<readonly Step[]> {
  return (await mapYielding(items, stepsOf)).flat();
}

type TimedAttempt = FailedAttempt & { readonly id: string; readonly number: number };

function attemptsOf(item: WorkItem): readonly TimedAttempt[] {
  const { attempts = [] } = item;
  return attempts.map((attempt, at) => ({
    ...attempt,
    id: `${item.id}-try-${at + 1}`,
    number: at + 1,
    startedAt: attempt.startedAt ?? startAfter(item, attempt, attempts[at - 1]),
  }));
}

/** Nothing tells when an attempt started whose end is not known either. */
function startAfter(item: WorkItem, { endedAt }: FailedAttempt, before?: FailedAttempt): number | undefined {
  if (before) return before.endedAt;
  return endedAt === undefined ? undefined : startOf(item);
}

function startOf({ startedAt, createdAt }: WorkItem): number {
  return startedAt ?? createdAt;
}

function stepsOf(item: WorkItem): readonly Step[] {
  const { parentId, name, type } = item;
  const input = item.input?.();
  const shared = {
    ...(parentId === undefined ? {} : { parentId }),
    ...{ name, type },
    ...(input === undefined ? {} : { input }),
  };
  const failed = attemptsOf(item).map(
    ({ id, number, startedAt, endedAt, error }): Step => ({
      ...shared,
      ...{ id, status: 'failed', attempt: number, startedAt, finishedAt: endedAt, error },
    }),
  );
  return [...failed, { ...shared, ...lastAttempt(item) }];
}

function lastAttempt(item: WorkItem): Omit<Step, 'name' | 'type'> {
  const { id, status, endedAt, wakeAt, attempts = [], attempt = attempts.length + 1, error } = item;
  const isOpen = isActive({ status, finishedAt: endedAt });
  const output = item.output?.();
  return {
    id,
    status,
    attempt,
    ...(status === 'queued'
      ? {}
      : { startedAt: item.lastStartedAt ?? attempts.at(-1)?.endedAt ?? startOf(item) }),
    ...(endedAt === undefined || isOpen ? {} : { finishedAt: endedAt }),
    ...((status === 'sleeping' || status === 'queued') && wakeAt !== undefined ? { wakeAt } : {}),
    ...(output === undefined ? {} : { output }),
    ...(error ? { error } : {}),
  };
}

const rootId = 'run';

/** Spans: the run, its time in the queue, its items and their failed attempts. */
export async function toTrace(summary: RunSummary, work: Work): Promise<Trace> {
  const items = (await mapYielding(work.items, spansOf)).flat();
  const spans = [rootSpan(summary, work), ...queueSpan(summary, work), ...items];
  return { spans: spans.sort(compareSpans), logs: work.logs ?? [] };
}

function rootSpan(summary: RunSummary, { attributes = {}, events = [] }: Work): Span {
  const { id, name, createdAt, finishedAt, status, parentId, retryOf } = summary;
  return {
    ...{ id: rootId, name, kind: 'run', startAt: createdAt },
    ...endedAt(createdAt, finishedAt),
    status: spanStatus(status),
    attributes: {
      runId: id,
      ...(parentId === undefined ? {} : { parentRunId: parentId }),
      ...(retryOf === undefined ? {} : { retryOf }),
      ...attributes,
    },
    events,
  };
}

/** It ends with the first of the work: an engine may keep the start of the last attempt alone. */
function queueSpan({ createdAt, startedAt, finishedAt }: RunSummary, { items }: Work): readonly Span[] {
  const start = startedAt ?? finishedAt;
  const end = start && items.reduce((first, item) => Math.min(first, startOf(item)), start);
  if (end !== undefined && end <= createdAt) return [];
  const span = { id: 'queued', parentId: rootId, name: 'queued', kind: 'queued', startAt: createdAt };
  return [{ ...span, ...endedAt(createdAt, end), status: 'unset', attributes: {}, events: [] }];
}

function spansOf(item: WorkItem): readonly Span[] {
  const { id, parentId = rootId, name, type, status, childId, wakeAt, error, attributes, events } = item;
  const startAt = startOf(item);
  const attempts = attemptsOf(item);
  const count = item.attempt ?? attempts.length + 1;
  const span: Span = {
    ...{ id, parentId, name, kind: type === 'action' ? 'step' : type, startAt },
    ...endedAt(startAt, item.endedAt),
    status: spanStatus(status),
    attributes: {
      ...attributes,
      ...(childId === undefined ? {} : { childRunId: childId }),
      ...(wakeAt === undefined ? {} : { wakeAt: new Date(wakeAt).toISOString() }),
      ...(count === 1 ? {} : { attempts: count }),
      ...(error?.message === undefined ? {} : { error: error.message }),
    },
    events: events ?? [],
  };
  return [span, ...attempts.flatMap(attempt => attemptSpan(item, attempt))];
}

function attemptSpan(item: WorkItem, { id, number, startedAt, endedAt: end, error }: TimedAttempt): Span[] {
  if (end === undefined) return [];
  const startAt = startedAt ?? startOf(item);
  return [
    {
      ...{ id, parentId: item.id, name: `attempt ${number}`, kind: 'attempt', startAt },
      ...endedAt(startAt, end),
      status: 'error',
      attributes: error.message === undefined ? {} : { error: error.message },
      events: [],
    },
  ];
}

function endedAt(startAt: number, endAt: number | undefined): { readonly endAt?: number } {
  return endAt === undefined ? {} : { endAt: Math.max(startAt, endAt) };
}

function spanStatus(status: RunStatus): SpanStatus {
  if (status === 'success') return 'ok';
  return status === 'failed' ? 'error' : 'unset';
}
