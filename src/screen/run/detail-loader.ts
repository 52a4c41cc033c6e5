import { runAddress } from '../../model/run.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import { expectedOf, openAddress, readRun, readTrace, type TraceReading } from './detail-reading.ts';
import { type DetailWork, lacksTrace, restLeft, startWork, stopWork } from './detail-work.ts';

export type DetailLoader = {
  /** Reads the open run unless it is loaded or loading; `again` always reads it. */
  readonly load: (again?: boolean) => Promise<void>;
  /** Reads the trace of the open run, page by page, if its tab is shown. */
  readonly loadTrace: (again?: boolean) => Promise<void>;
  /**
   * Reads what may have changed, at once or after the rest between reads; `again` reads all of it at once.
   */
  readonly refresh: (again?: boolean) => Promise<void>;
  /** Stops reading a run that was closed, which may have very many steps. */
  readonly leave: () => void;
  readonly stop: () => void;
};

export function createDetailLoader(context: ReaderContext): DetailLoader {
  let work = startWork(context);
  return {
    load: (again = false) => loadRun(work, again),
    loadTrace: (again = false) => loadTrace(work, again),
    refresh: (again = false) => refresh(work, again),
    leave: () => {
      work.run?.abort.abort();
      work.run = undefined;
    },
    stop: () => {
      stopWork(work);
      work = startWork(context);
    },
  };
}

async function loadRun(work: DetailWork, again: boolean): Promise<void> {
  const { getState, dispatch } = work.context;
  const { detail } = getState();
  if (!detail || (detail.run && !again)) return;
  const address = runAddress(detail.summary);
  if (!again) work.requested = undefined;
  if (work.trace?.address !== address) work.trace?.abort.abort();
  if (work.run?.address === address && !again) return;
  work.run?.abort.abort();
  const reading = { address, abort: new AbortController() };
  const startAt = work.context.now();
  work.run = reading;
  try {
    await readRun(work.context, detail.summary, reading);
  } catch (error) {
    const expected = expectedOf(error, reading);
    if (expected && isOpen(work, address))
      dispatch({ type: 'detail-load-failed', part: 'run', error: expected });
  } finally {
    if (work.run === reading) work.run = undefined;
    rest(work, startAt);
  }
}

async function loadTrace(work: DetailWork, again: boolean): Promise<void> {
  const { getState } = work.context;
  const { detail } = getState();
  if (detail?.tab !== 'trace') {
    work.traceError = undefined;
    return;
  }
  if (!again && !lacksTrace(detail, work)) return;
  work.trace?.abort.abort();
  const { status } = detail.summary;
  const address = runAddress(detail.summary);
  const reading: TraceReading = { address, status, abort: new AbortController(), hasPages: false };
  work.trace = reading;
  work.traceError = undefined;
  if (!(await readWholeTrace(work, reading))) return;
  // Reading the run clears the error of an earlier attempt.
  const isDone = !reading.abort.signal.aborted && !work.run && isOpen(work, address);
  if (isDone && getState().detail?.error) await loadRun(work, true);
}

/** Resolves to whether the trace was read without an error. */
async function readWholeTrace(work: DetailWork, reading: TraceReading): Promise<boolean> {
  const { address, status } = reading;
  const requested = { address, status, isAbsent: false };
  const startAt = work.context.now();
  work.requested = requested;
  try {
    await readTrace(work.context, reading, requested);
    return true;
  } catch (error) {
    const expected = expectedOf(error, reading);
    if (!expected || !isOpen(work, address)) return false;
    work.traceError = expected;
    work.context.dispatch({ type: 'detail-load-failed', part: 'trace', error: expected });
    return false;
  } finally {
    if (work.trace === reading) work.trace = undefined;
    rest(work, startAt);
  }
}

async function refresh(work: DetailWork, again: boolean): Promise<void> {
  const { detail } = work.context.getState();
  if (!detail) return;
  const address = runAddress(detail.summary);
  const isBusy = [work.run, work.trace].some(reading => reading?.address === address);
  if (!again && (isBusy || restLeft(detail, work) > 0)) {
    work.dueAddress = address;
    refreshOnceDue(work);
    return;
  }
  work.dueAddress = undefined;
  work.requested = undefined;
  await Promise.all([loadRun(work, true), loadTrace(work, true)]);
}

function rest(work: DetailWork, startAt: number): void {
  const endAt = work.context.now();
  work.lastRead = { endAt, tookMs: endAt - startAt };
  refreshOnceDue(work);
}

/** Plans the next read of a run that has changed, once it is not being read. */
function refreshOnceDue(work: DetailWork): void {
  const { getState, run } = work.context;
  clearTimeout(work.timer);
  const { detail } = getState();
  const isDue = detail !== undefined && work.dueAddress === runAddress(detail.summary);
  if (!isDue || work.run || work.trace || work.isStopped) return;
  work.timer = setTimeout(
    () => {
      if (getState().store.pausedAt === undefined) run(() => refresh(work, false));
    },
    restLeft(detail, work),
  );
}

function isOpen({ context }: DetailWork, address: string): boolean {
  return openAddress(context.getState()) === address;
}

declare module '../shell/session-context.ts' {
  interface StoreReader {
    readonly detail: DetailLoader;
  }
}
