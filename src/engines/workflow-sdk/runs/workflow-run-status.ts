import { type RunStatus, toStatus } from '../../../model/status.ts';
import type { OpenItem, OpenItems } from '../files/open-items.ts';
import { type StepRecord, timeOf } from '../files/records.ts';
import type { RunFile } from '../files/run-file.ts';
import type { RunParts } from '../files/run-parts.ts';

export type WorkflowRunStatus = {
  readonly status: RunStatus;
  readonly statusRaw?: string;
  /** When a sleeping run is due to go on. */
  readonly wakeAt?: number;
};

/** The status in the run's file. */
export function recordedStatus({ record }: RunFile): WorkflowRunStatus {
  const status = toStatus(record.status);
  return status === 'unknown' ? { status, statusRaw: record.status } : { status };
}

/** Whether a run that is `running` in its file may be sleeping or waiting. */
export function mayBePaused(file: RunFile, open: OpenItems): boolean {
  if (recordedStatus(file).status !== 'running') return false;
  return open.hasSleep(file.id) || open.hooksOf(file.id).length > 0;
}

/**
 * Tells running, sleeping and waiting apart, all of which the engine records as `running`. While a step is
 * executed the run is running, whatever else is open. A hook stays open after it was answered: then an open
 * sleep makes the run sleeping, and a step that waits for its next attempt keeps it running.
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
  if (sleeps.length === 0 && !isRetrying) return { status: 'waiting' };
  const isAnswered = await findAnswered(id, parts, signal);
  if (!hooks.every(isAnswered)) return { status: 'waiting' };
  return asleep;
}

/** The first sleep to end wakes the run. Its end may be past: nothing wakes a run whose program has died. */
function toSleeping(sleeps: readonly OpenItem[]): WorkflowRunStatus {
  const times = sleeps.flatMap(({ members }) => timeOf(members.resumeAt) ?? []);
  const first = times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
  return { status: 'sleeping', ...(first === undefined ? {} : { wakeAt: first }) };
}

/** Running or about to run; false for a step that waits for its next attempt. */
function isExecuting({ status, retryAfter }: StepRecord, now: number): boolean {
  if (status === 'running') return true;
  return status === 'pending' && (retryAfter === undefined || retryAfter <= now);
}

async function findAnswered(id: string, parts: RunParts, signal: AbortSignal | undefined) {
  const events = await parts.events(id, signal);
  const answered = new Set(events.filter(({ type }) => type === 'hook_received').map(({ about }) => about));
  return (hook: OpenItem) => answered.has(hook.id);
}
