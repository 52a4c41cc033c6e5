import { mapYielding } from '../../async/yield-to-event-loop.ts';
import { compareSpans } from '../../contract/trace-pages.ts';
import {
  type Log,
  type RunError,
  type RunSummary,
  type Span,
  type SpanEvent,
  type Step,
  type Trace,
  toSpanStatus,
} from '../../model/run.ts';
import { isActive, type RunStatus } from '../../model/status.ts';
import { toIsoTime } from '../../model/text/formats.ts';
import { messageOrCode } from './serialized-error.ts';

export type Work = {
  readonly items: readonly WorkItem[];
  readonly logs?: readonly Log[];
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly events?: readonly SpanEvent[];
};

/** Steps and spans as an engine keeps them itself. Spans are in the order of `compareSpans`. */
export type RecordedWork = { readonly steps: readonly Step[]; readonly trace?: Trace };

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
  /** Set where the last attempt never began, though it is not queued. */
  readonly isUnstarted?: boolean;
  /** When it waited for a worker or for its next attempt: shown inside of its span. */
  readonly waits?: readonly Pick<Span, 'name' | 'kind' | 'startAt' | 'endAt' | 'attributes'>[];
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
  /** Absent where nobody knows how it ended. */
  readonly error?: RunError;
};

export async function toSteps(work: Work | RecordedWork): Promise<readonly Step[]> {
  return 'steps' in work ? work.steps : (await mapYielding(work.items, stepsOf)).flat();
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

/** An attempt without an end has no known start either. */
function startAfter(item: WorkItem, { endedAt }: FailedAttempt, before?: FailedAttempt): number | undefined {
  if (before) return before.endedAt;
  return endedAt === undefined ? undefined : startOf(item);
}

function startOf({ startedAt, createdAt }: WorkItem): number {
  return startedAt ?? createdAt;
}

function stepsOf(item: WorkItem): readonly Step[] {
  const { parentId, name, type } = item;
  const shared = { parentId, name, type, input: item.input?.() };
  const failed = attemptsOf(item).map(
    ({ id, number, startedAt, endedAt, error }): Step => ({
      ...shared,
      ...{ id, status: error ? 'failed' : 'unknown', attempt: number, startedAt, finishedAt: endedAt, error },
    }),
  );
  return [...failed, { ...shared, ...lastAttempt(item) }];
}

function lastAttempt(item: WorkItem): Omit<Step, 'name' | 'type'> {
  const { id, status, endedAt, wakeAt, attempts = [], attempt = attempts.length + 1, error } = item;
  const isOpen = isActive({ status, finishedAt: endedAt });
  return {
    ...{ id, status, attempt, output: item.output?.(), error },
    startedAt: isBegun(item) ? lastStart(item) : undefined,
    finishedAt: isOpen ? undefined : endedAt,
    wakeAt: status === 'sleeping' || status === 'queued' ? wakeAt : undefined,
  };
}

const isBegun = ({ status, isUnstarted }: WorkItem) => status !== 'queued' && !isUnstarted;

/** `undefined` where the attempt before has no end. */
function lastStart(item: WorkItem): number | undefined {
  const { attempts = [], lastStartedAt } = item;
  return lastStartedAt ?? (attempts.length === 0 ? startOf(item) : attempts.at(-1)?.endedAt);
}

/** The id of the span of the run itself, where no item has it. */
export const runSpanId = 'run';

export async function toTrace(summary: RunSummary, work: Work | RecordedWork): Promise<Trace> {
  if ('steps' in work) return work.trace ?? { spans: [], logs: [] };
  const ids = new Set(work.items.map(({ id }) => id));
  const rootId = freeId(runSpanId, ids);
  // An engine may have lost the record of a parent.
  const parentOf = ({ parentId }: WorkItem) =>
    parentId !== undefined && ids.has(parentId) ? parentId : rootId;
  const items = await mapYielding(work.items, item => spansOf(item, parentOf(item)));
  const queued = { id: freeId('queued', ids), parentId: rootId };
  const spans = [rootSpan(rootId, summary, work), ...queueSpan(queued, summary, work), ...items.flat()];
  return { spans: spans.sort(compareSpans), logs: work.logs ?? [] };
}

function freeId(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeId(`${name}-`, taken) : name;
}

function rootSpan(rootId: string, summary: RunSummary, { attributes = {}, events = [] }: Work): Span {
  const { id, name, createdAt, finishedAt, status, parentId, retryOf } = summary;
  return {
    ...{ id: rootId, name, kind: 'run', startAt: createdAt, endAt: endOf(createdAt, finishedAt) },
    status: toSpanStatus(status),
    attributes: {
      runId: id,
      ...(parentId === undefined ? {} : { parentRunId: parentId }),
      ...(retryOf === undefined ? {} : { retryOf }),
      ...attributes,
    },
    events,
  };
}

/**
 * The span ends when the first work begins: an engine may keep only the start of the last attempt, or none.
 * If the first work is a later attempt, there is no span, because its end is unknown. A run that ended by
 * itself was not queued until then.
 */
function queueSpan(ids: Pick<Span, 'id' | 'parentId'>, run: RunSummary, { items }: Work): readonly Span[] {
  const { status, createdAt, startedAt, finishedAt } = run;
  const start = startedAt ?? (status === 'canceled' ? finishedAt : undefined);
  const end = start && items.reduce((first, item) => Math.min(first, startOf(item)), start);
  const isLaterAttempt = (item: WorkItem) => attemptCount(item) > 1 && lastStart(item) === startOf(item);
  if (items.some(item => startOf(item) === end && isLaterAttempt(item))) return [];
  const isQueued = status === 'queued' || status === 'sleeping';
  if (end === undefined ? !isQueued : end <= createdAt) return [];
  const span = { ...ids, name: 'queued', kind: 'queued', startAt: createdAt, endAt: endOf(createdAt, end) };
  return [{ ...span, status: 'unset', attributes: {}, events: [] }];
}

function attemptCount({ attempt, attempts = [] }: WorkItem): number {
  return attempt ?? attempts.length + 1;
}

function spansOf(item: WorkItem, parentId: string): readonly Span[] {
  const { id, name, type, status, childId, wakeAt, error, attributes, events, waits = [] } = item;
  const startAt = Math.min(startOf(item), ...waits.map(wait => wait.startAt));
  const attempts = attemptsOf(item);
  const count = attemptCount(item);
  const span: Span = {
    ...{ id, parentId, name, kind: type === 'action' ? 'step' : type, startAt, status: toSpanStatus(status) },
    endAt: endOf(startAt, item.endedAt),
    attributes: {
      ...attributes,
      ...(childId === undefined ? {} : { childRunId: childId }),
      ...(wakeAt === undefined ? {} : { wakeAt: toIsoTime(wakeAt) }),
      ...(count === 1 ? {} : { attempts: count }),
      ...errorAttribute(error),
    },
    events: events ?? [],
  };
  const failed = attempts.flatMap(({ startedAt, endedAt, error, number }) =>
    endedAt === undefined
      ? []
      : attemptSpan(id, number, {
          ...{ startAt: startedAt ?? startOf(item), endedAt, error },
          status: error ? 'error' : 'unset',
        }),
  );
  const waiting = waits.map((wait, at): Span => {
    return { ...wait, id: `${id}-wait-${at + 1}`, parentId: id, status: 'unset', events: [] };
  });
  const spans = [span, ...waiting, ...failed];
  const lastAt = lastStart(item);
  if (failed.length === 0 || lastAt === undefined || !isBegun(item)) return spans;
  const last = { startAt: lastAt, endedAt: span.endAt, status: span.status, error };
  return [...spans, attemptSpan(id, count, last)];
}

type AttemptTimes = Pick<FailedAttempt, 'endedAt' | 'error'> & Pick<Span, 'startAt' | 'status'>;

function attemptSpan(parentId: string, number: number, { startAt, endedAt, status, error }: AttemptTimes) {
  const own = { id: `${parentId}-try-${number}`, parentId, name: `attempt ${number}`, kind: 'attempt' };
  const endAt = endOf(startAt, endedAt);
  return { ...own, startAt, endAt, status, attributes: errorAttribute(error), events: [] };
}

function errorAttribute(error: RunError | undefined): { readonly error?: string } {
  const text = error && messageOrCode(error);
  return text === undefined ? {} : { error: text };
}

function endOf(startAt: number, endAt: number | undefined): number | undefined {
  return endAt === undefined ? undefined : Math.max(startAt, endAt);
}
