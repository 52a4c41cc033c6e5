import { type RunStatus, toStatus } from '../../model/status.ts';
import type { OpenItem, OpenItems } from './open-items.ts';
import type { StepRecord } from './records.ts';
import type { RunFile } from './run-file.ts';
import type { RunParts } from './run-parts.ts';

type Status = { readonly status: RunStatus; readonly statusRaw?: string };

/** What the file alone says. */
export function plainStatus({ record }: RunFile): Status {
  const status = toStatus(record.status);
  return status === 'unknown' ? { status, statusRaw: record.status } : { status };
}

/** Whether the file's word may stand for sleeping or waiting. */
export function mayBePaused(file: RunFile, open: OpenItems): boolean {
  if (plainStatus(file).status !== 'running') return false;
  return open.sleepsOf(file.id).length > 0 || open.hooksOf(file.id).length > 0;
}

/**
 * What a running run is at: the engine says `running` of one that sleeps or waits, too. While a step is executed the run runs,
 * whatever else is open. A hook stays open when it was answered, so then a sleep is what the run is at, or a step that waits for
 * its next attempt, of which the engine's own word is told.
 */
export async function pausedStatus(
  { id }: RunFile,
  open: OpenItems,
  parts: RunParts,
  { now, signal }: { readonly now: number; readonly signal?: AbortSignal },
): Promise<Status> {
  const steps = await parts.steps(id, signal);
  if (steps.some(step => isUnderWay(step, now))) return { status: 'running' };
  const sleeps = open.sleepsOf(id);
  const hooks = open.hooksOf(id);
  if (hooks.length === 0) return { status: sleeps.length > 0 ? 'sleeping' : 'running' };
  const isRetrying = steps.some(({ status }) => status === 'pending');
  if (sleeps.length === 0 && !isRetrying) return { status: 'waiting' };
  const isAnswered = await answeredBy(id, parts, signal);
  if (!hooks.every(isAnswered)) return { status: 'waiting' };
  return { status: sleeps.length > 0 ? 'sleeping' : 'running' };
}

/** Executing, or about to be; a step that waits for its next attempt is not. */
function isUnderWay({ status, retryAfter }: StepRecord, now: number): boolean {
  if (status === 'running') return true;
  return status === 'pending' && (retryAfter === undefined || retryAfter <= now);
}

async function answeredBy(id: string, parts: RunParts, signal: AbortSignal | undefined) {
  const events = await parts.events(id, signal);
  const answered = new Set(events.filter(({ type }) => type === 'hook_received').map(({ about }) => about));
  return (hook: OpenItem) => answered.has(hook.id);
}
