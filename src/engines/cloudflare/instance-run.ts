import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import type { RunError, RunSummary } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { toIsoTime } from '../../model/text/formats.ts';
import type { RunDetails } from '../kit/define-store.ts';
import type { Work, WorkItem } from '../kit/work-items.ts';
import { events, type InstanceFile, type InstanceRow, type RecordedError, running } from './read-instance.ts';

/** Rollback steps have events of their own. */
const undoing: ReadonlyMap<number, number> = new Map([
  [18, events.stepStart],
  [19, events.attemptStart],
  [20, events.attemptSuccess],
  [21, events.attemptFailure],
  [22, events.stepSuccess],
  [23, events.stepFailure],
]);

type Attempt = { readonly startedAt: number; endedAt?: number; error?: RecordedError };

type InstanceStep = {
  /** `<hash>-<n>`, the n-th of its name. */
  readonly id: string;
  readonly name: string;
  readonly type: 'action' | 'sleep' | 'hook' | 'rollback';
  readonly startedAt: number;
  endedAt?: number;
  readonly dueAt?: number;
  readonly event?: string;
  readonly attempts: Attempt[];
  error?: RecordedError;
  /** A short result, which may be the id of an instance that the step started. */
  shortResult?: string;
};

export function toInstanceSteps(rows: readonly InstanceRow[]): readonly InstanceStep[] {
  const steps = new Map<string, InstanceStep>();
  for (const row of rows) {
    if (row.key === null) continue;
    const step = steps.get(row.key) ?? startStep(row.key, row);
    steps.set(row.key, step);
    addRow(step, row);
  }
  return [...steps.values()];
}

function startStep(id: string, { at, event, target, data }: InstanceRow): InstanceStep {
  const name = target?.replace(/-\d+$/, '') ?? id;
  const step = { id, name, startedAt: at, attempts: [] };
  if (event === events.sleepStart) return { ...step, type: 'sleep', dueAt: at + (data.durationMs ?? 0) };
  if (event === events.waitStart) return { ...step, type: 'hook', event: data.event };
  return { ...step, type: undoing.has(event) ? 'rollback' : 'action' };
}

function addRow(step: InstanceStep, { at, event, data }: InstanceRow): void {
  const attempt = step.attempts.at(-1);
  switch (undoing.get(event) ?? event) {
    case events.attemptStart:
      step.attempts.push({ startedAt: at });
      break;
    case events.attemptSuccess:
    case events.attemptFailure:
      if (attempt) Object.assign(attempt, { endedAt: at, error: data.error });
      break;
    case events.stepSuccess:
    case events.sleepComplete:
    case events.waitComplete:
      step.endedAt = at;
      if (typeof data.result === 'string') step.shortResult = data.result;
      break;
    case events.stepFailure:
    case events.waitTimedOut:
      step.endedAt = at;
      step.error = attempt?.error ?? { name: data.name };
      break;
    default:
  }
}

type InstanceState = {
  readonly status: RunStatus;
  readonly statusLabel?: string;
  readonly wakeAt?: number;
  readonly waitingFor?: string;
};

const states: readonly InstanceState[] = [
  { status: 'queued' },
  { status: 'running' },
  { status: 'running', statusLabel: 'Paused' },
  { status: 'failed' },
  { status: 'canceled' },
  { status: 'success' },
  { status: 'running', statusLabel: 'Pausing' },
  { status: 'waiting' },
];

/** The engine has one status, `running`, for running, sleeping and waiting: open steps tell these apart. */
function toInstanceState(file: InstanceFile, steps: readonly InstanceStep[]): InstanceState {
  const state = states[file.status] ?? { status: 'unknown' };
  const open = steps.filter(({ endedAt }) => endedAt === undefined);
  if (file.status !== running || open.length === 0) return state;
  const due = open.flatMap(step => dueAt(step, file) ?? []);
  const next = due.length === 0 ? {} : { wakeAt: Math.min(...due) };
  const waits = open.filter(({ type }) => type === 'hook');
  const actions = open.length - waits.length - open.filter(({ type }) => type === 'sleep').length;
  if (actions > 0) return open.some(isBetweenAttempts) ? toRetrying(open, next) : state;
  if (waits.length === 0) return { status: 'sleeping', ...next };
  return { status: 'waiting', waitingFor: waits.map(({ event, name }) => event ?? name).join(', ') };
}

function toRetrying(open: readonly InstanceStep[], next: { readonly wakeAt?: number }): InstanceState {
  const isBusy = open.some(step => step.attempts.length > 0 && !isBetweenAttempts(step));
  return isBusy ? { status: 'running' } : { status: 'running', statusLabel: 'Backing off', ...next };
}

function isBetweenAttempts({ endedAt, attempts }: InstanceStep): boolean {
  return endedAt === undefined && attempts.at(-1)?.error !== undefined;
}

function dueAt({ id, dueAt: planned }: InstanceStep, { timers }: InstanceFile): number | undefined {
  return timers.get(id) ?? planned;
}

/** The step whose failure ended the run, found by the error of the run. */
function failedStep(steps: readonly InstanceStep[], { name, message = '' }: RecordedError) {
  return steps.findLast(({ error }) => {
    if (error === undefined) return false;
    if (error.message === undefined) return message.startsWith(`${error.name}:`);
    const isSame = [error.message, `${error.name}: ${error.message}`].includes(message);
    return isSame || (error.name === name && finalReason(error) !== undefined);
  });
}

/** The error that a step threw to prevent retries: the engine's own error quotes it. */
function finalReason({ message = '' }: RecordedError): RecordedError | undefined {
  const text = /^Step threw a NonRetryableError with message "(.*)"$/s.exec(message)?.[1];
  const [, name = 'NonRetryableError', reason = text] = /^(\w*Error): (.*)$/s.exec(text ?? '') ?? [];
  return text === undefined ? undefined : { name, message: reason };
}

const idLength = 100;
const again = '-again-';

/** The id of a repeated run contains that of its origin: the engine keeps no other link. */
export function againId(origin: string, wanted: string): string {
  const id = `${origin}${again}${wanted.slice(-8)}`;
  return id.length > idLength ? wanted : id;
}

function originOf(id: string): string | undefined {
  const at = id.lastIndexOf(again);
  return at > 0 ? id.slice(0, at) : undefined;
}

/** A result that may be the id of a run, which a step may have started between these times. */
export type StartedRun = { readonly id: string; readonly from: number; readonly to: number };

export type SummarizedInstance = {
  readonly summary: RunSummary;
  /** When the instance was created, and when its last row was written. */
  readonly createdOn: number;
  readonly lastRowAt: number;
  readonly started: readonly StartedRun[];
};

/** A restart in place deletes the rows: then the first row is this much later than the instance. */
const restartedMs = 1_000;

export function toInstanceSummary(file: InstanceFile): SummarizedInstance {
  const { id, workflow, rows, createdAt: createdOn } = file;
  const steps = toInstanceSteps(rows);
  const state = toInstanceState(file, steps);
  const begunAt = Math.max(rows[0]?.at ?? createdOn, createdOn);
  const end = rows.findLast(isEnd);
  const restartedAt = lastRestart(rows, steps);
  const startedAt = rows.some(({ event }) => event === events.begun) ? (restartedAt ?? begunAt) : undefined;
  const summary: RunSummary = {
    ...{ id, kind: 'workflow', name: workflow, ...state },
    ...(state.status === 'unknown' ? { statusRaw: `status ${file.status}` } : {}),
    trigger: { type: 'api', label: 'API', raw: 'api' },
    createdAt: begunAt - createdOn > restartedMs ? begunAt : createdOn,
    queuedAt: restartedAt === undefined ? begunAt : undefined,
    startedAt,
    finishedAt: end?.at,
    ...pausesOf(steps, state.status, startedAt),
    ...{ models: [], services: [], stepCount: steps.length, retryOf: originOf(id) },
    errorSummary: failureOf(file, steps),
  };
  const started = steps.flatMap(({ shortResult, startedAt: from, endedAt: to }) =>
    shortResult === undefined || to === undefined ? [] : [{ id: shortResult, from, to }],
  );
  return { summary, createdOn, lastRowAt: rows.at(-1)?.at ?? createdOn, started };
}

/**
 * The last restart from a step, which deletes the rows of that step and all later ones. Other than where an
 * instance is woken, nothing is open or paused before it.
 */
function lastRestart(rows: readonly InstanceRow[], steps: readonly InstanceStep[]): number | undefined {
  return rows.findLast(({ event, at }, n) => {
    const before = rows[n - 1];
    const isRestart =
      event === events.running && typeof before?.key === 'string' && at - before.at > restartedMs;
    return isRestart && steps.every(({ startedAt, endedAt = at }) => startedAt >= at || endedAt < at);
  })?.at;
}

function isEnd({ event }: InstanceRow): boolean {
  return event === events.success || event === events.failure || event === events.terminated;
}

/** Counts the time in which the run slept or waited and no other step was open. */
function pausesOf(steps: readonly InstanceStep[], status: RunStatus, from = 0): Partial<RunSummary> {
  const turns = steps.flatMap(({ type, startedAt, endedAt }) => {
    const kind = type === 'sleep' || type === 'hook' ? 'pauses' : 'others';
    const start = { at: startedAt, kind, by: 1 } as const;
    return endedAt === undefined ? [start] : [start, { at: endedAt, kind, by: -1 } as const];
  });
  const open = { pauses: 0, others: 0 };
  let [pausedMs, since] = [0, 0];
  for (const { at, kind, by } of turns.sort((one, other) => one.at - other.at)) {
    if (open.pauses > 0 && open.others === 0) pausedMs += Math.max(0, at - Math.max(since, from));
    open[kind] += by;
    since = at;
  }
  return { pausedMs, pausedAt: status === 'sleeping' || status === 'waiting' ? since : undefined };
}

/** The error that ended the run, else that of the attempt before a retry. */
function failureOf(file: InstanceFile, steps: readonly InstanceStep[]): RunSummary['errorSummary'] {
  const { workflow: name, rows } = file;
  const error = errorOf(file, steps);
  if (error)
    return summarizeFailure({ error, step: steps.find(({ id }) => id === error.stepId)?.name, name });
  const retried = rows.some(isEnd) ? undefined : steps.find(isBetweenAttempts);
  const last = retried?.attempts.at(-1)?.error;
  if (!last) return undefined;
  const { failure: _, ...summary } = summarizeFailure({ error: toRunError(last), step: retried?.name, name });
  return summary;
}

function errorOf({ rows }: InstanceFile, steps: readonly InstanceStep[]): RunError | undefined {
  const end = rows.findLast(isEnd);
  const recorded = end?.event === events.failure ? end.data.error : undefined;
  if (!recorded) return undefined;
  const step = failedStep(steps, recorded);
  return { ...toRunError(recorded, step?.error), stepId: step?.id };
}

/** The engine's error; the error that the step itself threw becomes its cause. */
function toRunError(error: RecordedError, ofStep = error): RunError {
  const cause = finalReason(ofStep);
  return { value: { ...error, ...(cause && { cause }) }, ...error };
}

export function toInstanceDetails(file: InstanceFile): RunDetails {
  const { payloads, rows, createdAt, status, id } = file;
  const steps = toInstanceSteps(rows);
  const error = errorOf(file, steps);
  const begunAt = rows[0]?.at ?? createdAt;
  const restartedAt = lastRestart(rows, steps) ?? (begunAt - createdAt > restartedMs ? begunAt : undefined);
  return {
    ...{ input: payloads?.input, output: payloads?.output, error },
    raw: {
      ...{ instance: id, engineStatus: status, createdOn: toIsoTime(createdAt) },
      ...(restartedAt === undefined ? {} : { restartedOn: toIsoTime(restartedAt) }),
    },
  };
}

/** `childOf` maps the result of a step to the run that the step started. */
export function toInstanceWork(file: InstanceFile, childOf: (result: string) => string | undefined): Work {
  const end = file.rows.findLast(isEnd)?.at;
  const items = toInstanceSteps(file.rows).map((step): WorkItem => {
    const { id, name, type, startedAt, attempts, event, error } = step;
    const endedAt = step.endedAt ?? end;
    const isNextAwaited = endedAt === undefined && isBetweenAttempts(step);
    const failed = isNextAwaited ? attempts : attempts.slice(0, -1);
    const result = type === 'sleep' ? undefined : file.payloads?.results.get(id);
    return {
      ...{ id, name, type, createdAt: startedAt, endedAt, status: statusOf(step, end) },
      lastStartedAt: isNextAwaited ? undefined : attempts.at(-1)?.startedAt,
      wakeAt: endedAt === undefined ? dueAt(step, file) : undefined,
      attempts: failed.map(({ error: reason = {}, ...times }) => ({ ...times, error: toRunError(reason) })),
      childId: step.shortResult === undefined ? undefined : childOf(step.shortResult),
      output: () => result,
      error: error && toRunError(error),
      attributes: event === undefined ? {} : { event },
    };
  });
  return { items };
}

/** A step still open when the run ended is canceled. */
function statusOf(step: InstanceStep, end: number | undefined): RunStatus {
  if (step.error) return 'failed';
  if (step.endedAt !== undefined) return 'success';
  if (end !== undefined) return 'canceled';
  if (isBetweenAttempts(step)) return 'queued';
  return ({ sleep: 'sleeping', hook: 'waiting', action: 'running', rollback: 'running' } as const)[step.type];
}
