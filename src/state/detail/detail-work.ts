import type { InspectorError } from '../../model/errors.ts';
import { runAddress } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import type { ReaderContext } from '../session/reader-context.ts';
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
  /** The time at which it may be read again. */
  restedAt: number;
  timer?: NodeJS.Timeout;
  isStopped: boolean;
};

export function startWork(context: ReaderContext): DetailWork {
  return { context, restedAt: Number.NEGATIVE_INFINITY, isStopped: false };
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

/** Whether the store may have a newer version of the open run. */
export function mayDiffer({ summary, run, error }: DetailState, { dueAddress }: DetailWork): boolean {
  return (
    isActive(summary) ||
    run?.status !== summary.status ||
    error !== undefined ||
    dueAddress === runAddress(summary)
  );
}
