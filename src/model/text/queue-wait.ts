import type { RunSummary } from '../run.ts';
import { formatAge, formatDuration } from './formats.ts';

type Queueing = Pick<RunSummary, 'status' | 'createdAt' | 'queuedAt' | 'startedAt' | 'finishedAt' | 'wakeAt'>;

/**
 * How long a run waited to start, or to end without a start, or has waited so far, in ms; `undefined` if
 * unknown, as for a retry, or scheduled for later.
 */
export function queueWaitMs(run: Queueing, now: number): number | undefined {
  const { status, createdAt, startedAt, finishedAt, wakeAt } = run;
  const isQueued = status === 'queued';
  if (isQueued && wakeAt !== undefined && wakeAt > now) return undefined;
  const from = run.queuedAt ?? (isQueued && startedAt === undefined ? createdAt : undefined);
  if (isQueued && from !== undefined && from > now) return undefined;
  const until = isQueued ? now : (startedAt ?? finishedAt);
  return from === undefined || until === undefined ? undefined : Math.max(0, until - from);
}

/** `queued for 12.0s` while it waits, then `queued 320ms`; empty if unknown. */
export function formatQueueWait(run: Queueing, now: number): string {
  const ms = queueWaitMs(run, now);
  if (ms === undefined) return '';
  return `queued ${run.status === 'queued' ? 'for ' : ''}${formatDuration(ms)}`;
}

type SleepingRun = { readonly status: string; readonly wakeAt?: number };

type WakeWords = readonly [ahead: string, past: string, label: string];

const wakeWords: ReadonlyMap<string, WakeWords> = new Map([
  ['sleeping', ['wakes', 'was to wake', 'Wakes']],
  ['queued', ['starts', 'was to start', 'Starts']],
  ['running', ['tries again', 'was to try again', 'Tries again']],
]);

export function wakeTimeLabel(status: string): string {
  return wakeWords.get(status)?.[2] ?? 'Wakes';
}

/** `wakes in 3m`, `was to wake 3m ago`; empty unless sleeping, scheduled or retrying. */
export function formatWakeTime({ status, wakeAt }: SleepingRun, now: number): string {
  const [ahead, past] = wakeWords.get(status) ?? [];
  if (ahead === undefined || wakeAt === undefined) return '';
  return `${wakeAt > now ? ahead : past} ${formatAge(wakeAt, now)}`;
}
