import { type RunStatus, toStatus } from '../../../model/status.ts';
import type { Signal } from '../../kit/run-source.ts';
import type { OpenItem, OpenItems } from '../files/open-items.ts';
import { ifPresent, type StepRecord, timeOf } from '../files/records.ts';
import type { RunFile } from '../files/run-files.ts';
import type { RunParts } from '../files/run-parts.ts';

/** A run as the folder has it, at one time. */
export type WorkflowRow = { readonly file: RunFile; readonly state: WorkflowRunStatus };

type WorkflowRunStatus = {
  readonly status: RunStatus;
  readonly statusRaw?: string;
  /** When a sleeping run is due to resume. */
  readonly wakeAt?: number;
  /** Since when it sleeps or waits. */
  readonly pausedAt?: number;
  readonly waitingFor?: string;
};

type Sources = { readonly open: OpenItems; readonly parts: RunParts };

/** Synchronous unless the run may sleep or wait. */
export function createRowMaker({ open, parts }: Sources) {
  return (file: RunFile, { signal }: Signal = {}): WorkflowRow | Promise<WorkflowRow> => {
    const status = toStatus(file.record.status);
    if (status === 'unknown') return { file, state: { status, statusRaw: file.record.status } };
    if (status !== 'running' || !open.mayBePaused(file.id)) return { file, state: { status } };
    return pausedStatus(file.id, { open, parts }, signal).then(state => ({ file, state }));
  };
}

/**
 * Tells running, sleeping and waiting apart, which the file all records as `running`. An executing step means
 * running. Hooks stay open once answered: then an open sleep means sleeping, and a step waiting to retry
 * means running.
 */
async function pausedStatus(
  id: string,
  { open, parts }: Sources,
  signal: AbortSignal | undefined,
): Promise<WorkflowRunStatus> {
  const sleeps = await open.sleepsOf(id, signal);
  const hooks = open.hooksOf(id);
  if (sleeps.length === 0 && hooks.length === 0) return { status: 'running' };
  const steps = await parts.openSteps(id, signal);
  const now = Date.now();
  if (steps.some(step => isExecuting(step, now))) return { status: 'running' };
  const asleep = sleeps.length > 0 ? toSleeping(sleeps) : { status: 'running' as const };
  if (hooks.length === 0) return asleep;
  const isForWebhook = hooks.every(({ members }) => members.isWebhook === true);
  const waiting = {
    status: 'waiting',
    ...pausedSince([...sleeps, ...hooks]),
    ...ifPresent('waitingFor', isForWebhook ? 'a webhook' : undefined),
  } as const;
  const isRetrying = steps.some(({ status }) => status === 'pending');
  if (sleeps.length === 0 && !isRetrying) return waiting;
  const events = await parts.events(id, signal);
  const answered = new Set(events.filter(({ type }) => type === 'hook_received').map(({ about }) => about));
  return hooks.every(hook => answered.has(hook.id)) ? asleep : waiting;
}

/** The earliest end wakes the run. It may be past: nothing wakes a run whose program died. */
function toSleeping(sleeps: readonly OpenItem[]): WorkflowRunStatus {
  const wakeAt = extreme(sleeps, 'resumeAt', Math.min);
  return { status: 'sleeping', ...ifPresent('wakeAt', wakeAt), ...pausedSince(sleeps) };
}

/** A run pauses with the last sleep or hook that it opens. */
function pausedSince(open: readonly OpenItem[]): Pick<WorkflowRunStatus, 'pausedAt'> {
  return ifPresent('pausedAt', extreme(open, 'createdAt', Math.max));
}

function extreme(items: readonly OpenItem[], name: string, pick: (a: number, b: number) => number) {
  const times = items.flatMap(({ members }) => timeOf(members[name]) ?? []);
  return times.length === 0 ? undefined : times.reduce((a, b) => pick(a, b));
}

function isExecuting({ status, retryAfter }: StepRecord, now: number): boolean {
  if (status === 'running') return true;
  return status === 'pending' && (retryAfter === undefined || retryAfter <= now);
}
