import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import type { RunError, RunSummary } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { toIsoTime } from '../../model/text/formats.ts';
import type { RunDetails } from '../kit/define-store.ts';
import type { Work, WorkItem } from '../kit/work-items.ts';
import {
  dueAt,
  failedStep,
  finalReason,
  type InstanceStep,
  isBetweenAttempts,
  originOf,
  toInstanceState,
  toInstanceSteps,
} from './instance-steps.ts';
import { events, type InstanceFile, type InstanceRow, type RecordedError } from './read-instance.ts';

/** A text that a step gave, which may be the id of a run that it started between these times. */
export type StartedRun = { readonly id: string; readonly from: number; readonly to: number };

/** An instance as a list needs it. */
export type SummarizedInstance = {
  readonly summary: RunSummary;
  /** When it was first made, and when its rows were last written. */
  readonly createdOn: number;
  readonly lastRowAt: number;
  readonly started: readonly StartedRun[];
};

/** A restart in place begins its rows again: only its first time stays. */
const restartedMs = 1_000;

export function toInstanceSummary(file: InstanceFile): SummarizedInstance {
  const { id, workflow, rows, createdAt: createdOn } = file;
  const steps = toInstanceSteps(rows);
  const state = toInstanceState(file, steps);
  const begunAt = Math.max(rows[0]?.at ?? createdOn, createdOn);
  const end = rows.findLast(isEnd);
  const summary: RunSummary = {
    ...{ id, kind: 'workflow', name: workflow, ...state },
    ...(state.status === 'unknown' ? { statusRaw: `status ${file.status}` } : {}),
    trigger: { type: 'api', label: 'API', raw: 'api' },
    createdAt: begunAt - createdOn > restartedMs ? begunAt : createdOn,
    queuedAt: begunAt,
    startedAt: rows.some(({ event }) => event === events.begun) ? begunAt : undefined,
    finishedAt: end?.at,
    ...pausesOf(steps, state.status),
    ...{ models: [], services: [], stepCount: steps.length, retryOf: originOf(id) },
    errorSummary: failureOf(file, steps),
  };
  const started = steps.flatMap(({ shortResult, startedAt: from, endedAt: to }) =>
    shortResult === undefined || to === undefined ? [] : [{ id: shortResult, from, to }],
  );
  return { summary, createdOn, lastRowAt: rows.at(-1)?.at ?? createdOn, started };
}

function isEnd({ event }: InstanceRow): boolean {
  return event === events.success || event === events.failure || event === events.terminated;
}

/** For how long it slept or waited while no other step was open, and since when it does. */
function pausesOf(steps: readonly InstanceStep[], status: RunStatus): Partial<RunSummary> {
  const turns = steps.flatMap(({ type, startedAt, endedAt }) => {
    const kind = type === 'sleep' || type === 'hook' ? 'pauses' : 'others';
    const start = { at: startedAt, kind, by: 1 } as const;
    return endedAt === undefined ? [start] : [start, { at: endedAt, kind, by: -1 } as const];
  });
  const open = { pauses: 0, others: 0 };
  let [pausedMs, since] = [0, 0];
  for (const { at, kind, by } of turns.sort((one, other) => one.at - other.at)) {
    if (open.pauses > 0 && open.others === 0) pausedMs += at - since;
    open[kind] += by;
    since = at;
  }
  return { pausedMs, ...(status === 'sleeping' || status === 'waiting' ? { pausedAt: since } : {}) };
}

/** The error that ended it, else that of the attempt before the next. */
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
  return { ...toRunError(recorded, step?.error), ...(step ? { stepId: step.id } : {}) };
}

/** As the engine wrote it; the reason in a text of the step's error is its cause. */
function toRunError(error: RecordedError, ofStep = error): RunError {
  const cause = finalReason(ofStep);
  return { value: { ...error, ...(cause && { cause }) }, ...error };
}

/** All but the summary, the steps and the trace. */
export function toInstanceDetails(file: InstanceFile): RunDetails {
  const { payloads, rows, createdAt, status, id } = file;
  const error = errorOf(file, toInstanceSteps(rows));
  const begunAt = rows[0]?.at ?? createdAt;
  return {
    ...(payloads?.input === undefined ? {} : { input: payloads.input }),
    ...(payloads?.output === undefined ? {} : { output: payloads.output }),
    ...(error ? { error } : {}),
    raw: {
      ...{ instance: id, engineStatus: status, createdOn: toIsoTime(createdAt) },
      ...(begunAt - createdAt > restartedMs ? { restartedOn: toIsoTime(begunAt) } : {}),
    },
  };
}

/** `childOf` gives the run that a step started by what it gave. */
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
      ...(result === undefined ? {} : { output: () => result }),
      ...(error ? { error: toRunError(error) } : {}),
      attributes: event === undefined ? {} : { event },
    };
  });
  return { items };
}

/** What was open when the run ended was given up with it. */
function statusOf(step: InstanceStep, end: number | undefined): RunStatus {
  if (step.error) return 'failed';
  if (step.endedAt !== undefined) return 'success';
  if (end !== undefined) return 'canceled';
  if (isBetweenAttempts(step)) return 'queued';
  return ({ sleep: 'sleeping', hook: 'waiting', action: 'running', rollback: 'running' } as const)[step.type];
}
