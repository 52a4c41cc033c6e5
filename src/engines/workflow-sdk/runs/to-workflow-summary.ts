import { summarizeFacts } from '../../../model/failure/summarize-failure.ts';
import type { ErrorSummary, RunSummary } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { errorLine } from '../../../model/text/error-line.ts';
import { shortName } from '../../workflow-names.ts';
import type { OpenItem, OpenItems } from '../files/open-items.ts';
import {
  type ErrorRecord,
  ifPresent,
  type RunErrorRecord,
  type StepRecord,
  timeOf,
  withoutRetries,
} from '../files/records.ts';
import type { RunFile } from '../files/run-file.ts';
import type { RunParts } from '../files/run-parts.ts';

/** Read on first use, because most lists do not show it. */
export type LazyStepInfo = {
  /** `undefined` when the steps cannot be read. */
  readonly count: () => number | undefined;
  readonly models: () => readonly string[];
  readonly steps: () => readonly StepRecord[];
};

/** The engine starts every run through `start()`. */
const trigger = { type: 'api', label: 'API', raw: 'start()' };

/** `createdAt` is the id's time, by which file names sort; `queuedAt` the recorded one, a few ms later. */
export function toWorkflowSummary(
  file: RunFile,
  { status, statusRaw, wakeAt, pausedAt, waitingFor }: WorkflowRunStatus,
  steps: LazyStepInfo,
): RunSummary {
  const { record } = file;
  const finishedAt = isActive({ status }) && status !== 'unknown' ? undefined : record.completedAt;
  return {
    id: file.id,
    kind: 'workflow',
    name: shortName(record.workflowName),
    status,
    ...ifPresent('statusRaw', statusRaw),
    ...ifPresent('wakeAt', wakeAt),
    trigger,
    createdAt: file.createdAt,
    ...ifPresent('queuedAt', record.createdAt),
    ...ifPresent('startedAt', record.startedAt),
    ...ifPresent('finishedAt', finishedAt),
    ...ifPresent('pausedAt', pausedAt),
    ...ifPresent('waitingFor', waitingFor),
    services: [],
    get models() {
      return steps.models();
    },
    get stepCount() {
      return steps.count();
    },
    ...ifPresent('errorSummary', toErrorSummary(file, status, steps)),
  };
}

function toErrorSummary(
  { record, problem }: RunFile,
  status: RunStatus,
  steps: LazyStepInfo,
): ErrorSummary | undefined {
  if (problem !== undefined) return { name: 'UnreadableFile', message: errorLine(problem) };
  const { error } = record;
  if (!error || status === 'success') return undefined;
  const stepName = () => {
    const failed = findFailedStep(steps.steps(), error);
    return failed && shortName(failed.name);
  };
  const summarize = (step?: string) => summarizeError(error, step, shortName(record.workflowName));
  const { name, message, code, cause } = summarize();
  let failure: string | undefined;
  return {
    ...ifPresent('name', name),
    message,
    ...ifPresent('code', code),
    ...ifPresent('cause', cause),
    get step() {
      return stepName();
    },
    // Only the failures of a store need it, and a row must not read its steps.
    get failure() {
      if (status === 'failed') failure ??= summarize(stepName()).failure;
      return failure;
    },
  };
}

function summarizeError(error: RunErrorRecord, step: string | undefined, workflow: string): ErrorSummary {
  const { name, facts, fingerprint } = error;
  const message = withoutRetries(error.message);
  return summarizeFacts({ error: { name, message }, facts, fingerprint, step, name: workflow });
}

type Failed = { readonly status: string; readonly error?: ErrorRecord };

/** The last failed step whose message ends the run's error; none when the workflow itself failed. */
export function findFailedStep<Step extends Failed>(
  steps: readonly Step[],
  { message }: ErrorRecord,
): Step | undefined {
  return steps.findLast(
    ({ status, error }) => status === 'failed' && error !== undefined && repeats(message, error.message),
  );
}

/** After a colon, because a short message may end another by chance. */
function repeats(message: string, ofStep: string): boolean {
  return message === ofStep || (ofStep !== '' && message.endsWith(`: ${ofStep}`));
}

export type WorkflowRunStatus = {
  readonly status: RunStatus;
  readonly statusRaw?: string;
  /** When a sleeping run is due to resume. */
  readonly wakeAt?: number;
  /** Since when it sleeps or waits. */
  readonly pausedAt?: number;
  readonly waitingFor?: string;
};

export function recordedStatus({ record }: RunFile): WorkflowRunStatus {
  const status = toStatus(record.status);
  return status === 'unknown' ? { status, statusRaw: record.status } : { status };
}

export function mayBePaused(file: RunFile, open: OpenItems): boolean {
  if (recordedStatus(file).status !== 'running') return false;
  return open.hasSleep(file.id) || open.hooksOf(file.id).length > 0;
}

/**
 * Tells running, sleeping and waiting apart, which the file all records as `running`. An executing step means
 * running. Hooks stay open once answered: then an open sleep means sleeping, and a step waiting to retry
 * means running.
 */
export async function pausedStatus(
  { id }: RunFile,
  open: OpenItems,
  parts: RunParts,
  { now, signal }: { readonly now: number; readonly signal?: AbortSignal },
): Promise<WorkflowRunStatus> {
  const steps = await parts.openSteps(id, signal);
  if (steps.some(step => isExecuting(step, now))) return { status: 'running' };
  const sleeps = await open.sleepsOf(id, signal);
  const hooks = open.hooksOf(id);
  const asleep = sleeps.length > 0 ? toSleeping(sleeps) : { status: 'running' as const };
  if (hooks.length === 0) return asleep;
  const isRetrying = steps.some(({ status }) => status === 'pending');
  const isForWebhook = hooks.every(({ members }) => members.isWebhook === true);
  const waiting = {
    status: 'waiting',
    ...pausedSince([...sleeps, ...hooks]),
    ...ifPresent('waitingFor', isForWebhook ? 'a webhook' : undefined),
  } as const;
  if (sleeps.length === 0 && !isRetrying) return waiting;
  const isAnswered = await findAnswered(id, parts, signal);
  if (!hooks.every(isAnswered)) return waiting;
  return asleep;
}

/** The earliest end wakes the run. It may be past: nothing wakes a run whose program died. */
function toSleeping(sleeps: readonly OpenItem[]): WorkflowRunStatus {
  const times = sleeps.flatMap(({ members }) => timeOf(members.resumeAt) ?? []);
  const first = times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
  const wakeAt = first === undefined ? {} : { wakeAt: first };
  return { status: 'sleeping', ...wakeAt, ...pausedSince(sleeps) };
}

/** A run pauses with the last sleep or hook that it opens. */
function pausedSince(open: readonly OpenItem[]): Pick<WorkflowRunStatus, 'pausedAt'> {
  const times = open.flatMap(({ members }) => timeOf(members.createdAt) ?? []);
  return times.length === 0 ? {} : { pausedAt: times.reduce((a, b) => Math.max(a, b)) };
}

function isExecuting({ status, retryAfter }: StepRecord, now: number): boolean {
  if (status === 'running') return true;
  return status === 'pending' && (retryAfter === undefined || retryAfter <= now);
}

async function findAnswered(id: string, parts: RunParts, signal: AbortSignal | undefined) {
  const events = await parts.events(id, signal);
  const answered = new Set(events.filter(({ type }) => type === 'hook_received').map(({ about }) => about));
  return (hook: OpenItem) => answered.has(hook.id);
}
