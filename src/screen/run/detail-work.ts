import type { InspectorError } from '../../model/errors.ts';
import { runAddress } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import { isOutdated, type Reading, type RequestedTrace, type TraceReading } from './detail-reading.ts';
import type { DetailState } from './detail-state.ts';

/** The reads of the open run until the loader is stopped. */
export type DetailWork = {
  readonly context: ReaderContext;
  run?: Reading;
  trace?: TraceReading;
  requested?: RequestedTrace;
  traceError?: InspectorError;
  /** The address of a run that has changed since its last read began. */
  dueAddress?: string;
  lastRead: { readonly endAt: number; readonly tookMs: number };
  timer?: NodeJS.Timeout;
  isStopped: boolean;
};

export function startWork(context: ReaderContext): DetailWork {
  return { context, lastRead: { endAt: 0, tookMs: 0 }, isStopped: false };
}

export function stopWork(work: DetailWork): void {
  work.isStopped = true;
  clearTimeout(work.timer);
  work.run?.abort.abort();
  work.trace?.abort.abort();
}

export function lacksTrace(detail: DetailState, { trace, requested, traceError }: DetailWork): boolean {
  const { status } = detail.summary;
  const address = runAddress(detail.summary);
  if (trace?.address === address && trace.status === status && !isOutdated(trace, detail)) return false;
  if (traceError && detail.error === traceError) return false;
  if (requested?.address !== address || requested.status !== status) return true;
  return detail.trace.phase !== 'read' && !requested.isAbsent;
}

/** The rest between reads: parsing a run of many megabytes delays the keys. */
const restMs = 1_000;
const longestRestMs = 60_000;
/** Data that arrives after a run has ended is shown within this part of the time since its end. */
const partOfAge = 1 / 10;
/** The part of the time that reading a run takes which has ended. */
const shareOfTime = 1 / 20;

/** How long the open run is left alone: less and less is likely to come after its end. */
export function restLeft(detail: DetailState, { context, lastRead }: DetailWork): number {
  const now = context.now();
  return lastRead.endAt + restAfter(detail, lastRead.tookMs, now) - now;
}

function restAfter({ summary, run, error }: DetailState, tookMs: number, now: number): number {
  const isDue = isActive(summary) || run?.status !== summary.status || error !== undefined;
  if (isDue) return restMs;
  const age = now - (summary.finishedAt ?? summary.createdAt);
  return Math.max(restMs, tookMs / shareOfTime, Math.min(longestRestMs, age * partOfAge));
}
