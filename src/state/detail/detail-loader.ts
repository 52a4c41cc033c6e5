import type { InspectorError } from '../../model/errors.ts';
import { runAddress } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import type { ReaderContext } from '../session/reader-context.ts';
import {
  type Asked,
  expectedOf,
  isLeftBehind,
  openAddress,
  type Reading,
  readRun,
  readTrace,
  type TraceReading,
} from './detail-reading.ts';
import type { DetailState } from './detail-state.ts';

/** The rest between reads: a run may hold many megabytes, and keys wait while they are parsed. */
const restMs = 1000;

export type DetailLoader = {
  /** Reads the open run, unless it has been or is being read; `again` reads it in any case. */
  readonly load: (again?: boolean) => Promise<void>;
  /** Reads the trace of the open run, page by page, once its tab is shown. */
  readonly loadTrace: (again?: boolean) => Promise<void>;
  /**
   * Reads again what may have changed of the open run, at once or after the rest between reads. `again` reads
   * all of it at once.
   */
  readonly refresh: (again?: boolean) => Promise<void>;
  readonly stop: () => void;
};

/** What is being read between two stops. */
type Work = {
  run?: Reading;
  trace?: TraceReading;
  /** The trace that was requested last, and the status of its run then. */
  asked?: Asked;
  traceError?: InspectorError;
  /** The run that has changed since its last read began. */
  dueAddress?: string;
  restedAt: number;
  timer?: NodeJS.Timeout;
};

const newWork = (): Work => ({ restedAt: Number.NEGATIVE_INFINITY });

export function createDetailLoader(context: ReaderContext): DetailLoader {
  const { getState, dispatch, now, run } = context;
  let work = newWork();
  const openNow = () => openAddress(getState());

  const refreshAfter = (ms: number): void => {
    const mine = work;
    mine.timer ??= setTimeout(() => {
      mine.timer = undefined;
      if (!getState().store.isPaused) run(refresh);
    }, ms);
  };

  const settle = (mine: Work): void => {
    mine.restedAt = now() + restMs;
    if (mine === work && mine.dueAddress !== undefined && !mine.run && !mine.trace) refreshAfter(restMs);
  };

  const load = async (again = false): Promise<void> => {
    const mine = work;
    const { detail } = getState();
    if (!detail || (detail.run && !again)) return;
    const address = runAddress(detail.summary);
    if (!again) mine.asked = undefined;
    if (mine.trace?.address !== address) mine.trace?.abort.abort();
    if (mine.run?.address === address && !again) return;
    mine.run?.abort.abort();
    const reading = { address, abort: new AbortController() };
    mine.run = reading;
    try {
      await readRun(context, reading);
    } catch (error) {
      const expected = expectedOf(error, reading);
      if (expected && openNow() === address) dispatch({ type: 'detail-load-failed', error: expected });
    } finally {
      if (mine.run === reading) mine.run = undefined;
      settle(mine);
    }
  };

  const loadTrace = async (again = false): Promise<void> => {
    const mine = work;
    const { detail } = getState();
    if (detail?.tab !== 'trace') mine.traceError = undefined;
    if (detail?.tab !== 'trace' || !(again || lacksTrace(detail, mine))) return;
    mine.trace?.abort.abort();
    const asked = toAsked(detail);
    const { address, status } = asked;
    const reading: TraceReading = { address, status, abort: new AbortController(), hasPages: false };
    mine.trace = reading;
    mine.asked = asked;
    mine.traceError = undefined;
    try {
      await readTrace(context, reading, asked);
    } catch (error) {
      const expected = expectedOf(error, reading);
      if (!expected || openNow() !== address) return;
      mine.traceError = expected;
      dispatch({ type: 'detail-load-failed', error: expected });
      return;
    } finally {
      if (mine.trace === reading) mine.trace = undefined;
      settle(mine);
    }
    // Reading the run successfully removes the error of an earlier attempt.
    if (!reading.abort.signal.aborted && !mine.run && openNow() === address && getState().detail?.error)
      await load(true);
  };

  const refresh = async (again = false): Promise<void> => {
    const { detail } = getState();
    if (!detail || !(again || mayDiffer(detail, work))) return;
    const address = runAddress(detail.summary);
    const isBusy = [work.run, work.trace].some(reading => reading?.address === address);
    const waitMs = work.restedAt - now();
    if (!again && (isBusy || waitMs > 0)) {
      work.dueAddress = address;
      if (!isBusy) refreshAfter(waitMs);
      return;
    }
    work.dueAddress = undefined;
    work.asked = undefined;
    await Promise.all([load(true), loadTrace(true)]);
  };

  const stop = (): void => {
    clearTimeout(work.timer);
    work.run?.abort.abort();
    work.trace?.abort.abort();
    work = newWork();
  };

  return { load, loadTrace, refresh, stop };
}

function toAsked({ summary }: DetailState): Asked {
  return { address: runAddress(summary), status: summary.status, isAbsent: false };
}

function lacksTrace(detail: DetailState, { trace, asked, traceError }: Work): boolean {
  const { status } = detail.summary;
  const address = runAddress(detail.summary);
  if (trace?.address === address && trace.status === status && !isLeftBehind(trace, detail)) return false;
  if (traceError && detail.error === traceError) return false;
  if (asked?.address !== address || asked.status !== status) return true;
  return detail.trace.phase !== 'read' && !asked.isAbsent;
}

function mayDiffer({ summary, run, error }: DetailState, { dueAddress }: Work): boolean {
  return (
    isActive(summary) ||
    run?.status !== summary.status ||
    error !== undefined ||
    dueAddress === runAddress(summary)
  );
}
