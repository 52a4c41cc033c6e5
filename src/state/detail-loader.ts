import type { InspectorError } from '../model/errors.ts';
import { isActive } from '../model/status.ts';
import type { DetailState } from './detail/detail.ts';
import {
  type Asked,
  expectedOf,
  isLeftBehind,
  type Reading,
  type ReadingDeps,
  readRun,
  readTrace,
  type TraceReading,
} from './detail-reading.ts';

/** A run may hold many megabytes, and keys wait while they are parsed. */
const restMs = 1000;

export type DetailLoader = {
  /** Reads the open run whole, unless it is there or being read; `again` reads it even so. */
  readonly load: (again?: boolean) => Promise<void>;
  /** Reads the trace of the open run, page after page, once its tab is shown. */
  readonly loadTrace: (again?: boolean) => Promise<void>;
  /**
   * The store changed: what may have changed of the open run is read again, at once or after the rest that lies between
   * reads. `again` reads all of it at once.
   */
  readonly refresh: (again?: boolean) => Promise<void>;
  readonly stop: () => void;
};

type Deps = ReadingDeps & {
  readonly now: () => number;
  readonly run: (work: () => Promise<void>) => void;
};

/** What is going on between two stops. */
type Work = {
  run?: Reading;
  trace?: TraceReading;
  /** The last trace that was asked for, and how its run stood then. */
  asked?: Asked;
  traceError?: InspectorError;
  /** The run that changed since its last read began. */
  dueId?: string;
  restedAt: number;
  timer?: NodeJS.Timeout;
};

const newWork = (): Work => ({ restedAt: Number.NEGATIVE_INFINITY });

export function createDetailLoader(deps: Deps): DetailLoader {
  const { getState, dispatch, now, run } = deps;
  let work = newWork();
  const openId = () => getState().detail?.summary.id;

  const refreshAfter = (ms: number): void => {
    const mine = work;
    mine.timer ??= setTimeout(() => {
      mine.timer = undefined;
      if (!getState().isPaused) run(refresh);
    }, ms);
  };

  const settle = (mine: Work): void => {
    mine.restedAt = now() + restMs;
    if (mine === work && mine.dueId !== undefined && !mine.run && !mine.trace) refreshAfter(restMs);
  };

  const load = async (again = false): Promise<void> => {
    const mine = work;
    const { detail } = getState();
    if (!detail || (detail.run && !again)) return;
    const { id } = detail.summary;
    if (!again) mine.asked = undefined;
    if (mine.trace?.id !== id) mine.trace?.abort.abort();
    if (mine.run?.id === id && !again) return;
    mine.run?.abort.abort();
    const reading = { id, abort: new AbortController() };
    mine.run = reading;
    try {
      await readRun(deps, reading);
    } catch (error) {
      const expected = expectedOf(error, reading);
      if (expected && openId() === id) dispatch({ type: 'detail-load-failed', error: expected });
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
    const { id, status } = detail.summary;
    mine.trace?.abort.abort();
    const reading: TraceReading = { id, status, abort: new AbortController(), hasPages: false };
    mine.trace = reading;
    const asked = { id, status, isAbsent: false };
    mine.asked = asked;
    mine.traceError = undefined;
    try {
      await readTrace(deps, reading, asked);
    } catch (error) {
      const expected = expectedOf(error, reading);
      if (!expected || openId() !== id) return;
      mine.traceError = expected;
      dispatch({ type: 'detail-load-failed', error: expected });
      return;
    } finally {
      if (mine.trace === reading) mine.trace = undefined;
      settle(mine);
    }
    // A run that was read without failure has no error any more.
    if (!reading.abort.signal.aborted && !mine.run && openId() === id && getState().detail?.error)
      await load(true);
  };

  const refresh = async (again = false): Promise<void> => {
    const { detail } = getState();
    if (!detail || !(again || mayDiffer(detail, work))) return;
    const { id } = detail.summary;
    const isBusy = work.run?.id === id || work.trace?.id === id;
    const waitMs = work.restedAt - now();
    if (!again && (isBusy || waitMs > 0)) {
      work.dueId = id;
      if (!isBusy) refreshAfter(waitMs);
      return;
    }
    work.dueId = undefined;
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

function lacksTrace(detail: DetailState, { trace, asked, traceError }: Work): boolean {
  const { id, status } = detail.summary;
  if (trace?.id === id && trace.status === status && !isLeftBehind(trace, detail)) return false;
  if (traceError && detail.error === traceError) return false;
  if (asked?.id !== id || asked.status !== status) return true;
  return detail.trace.phase !== 'read' && !asked.isAbsent;
}

function mayDiffer({ summary, run, error }: DetailState, { dueId }: Work): boolean {
  return isActive(summary) || run?.status !== summary.status || error !== undefined || dueId === summary.id;
}
