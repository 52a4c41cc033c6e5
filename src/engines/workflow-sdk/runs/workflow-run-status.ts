import { type RunStatus, toStatus } from '../../../model/status.ts';
import type { OpenItem, OpenItems } from '../files/open-items.ts';
import { type StepRecord, timeOf } from '../files/records.ts';
import type { RunFile } from '../files/run-file.ts';
import type { RunParts } from '../files/run-parts.ts';

export type WorkflowRunStatus = {
  readonly status: RunStatus;
  readonly statusRaw?: string;
  /** When a sleeping run is due to resume. */
  readonly wakeAt?: number;
  /** Since when it sleeps or waits. */
  readonly pausedAt?: number;
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
  const waiting = { status: 'waiting', ...pausedSince([...sleeps, ...hooks]) } as const;
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
