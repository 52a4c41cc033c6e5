import { createEmptyPages } from '../../async/empty-pages.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { TracePage } from '../../contract/trace-pages.ts';
import { InspectorError } from '../../model/errors.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { isActive, type RunStatus } from '../../model/status.ts';
import { readRunWithSteps } from '../../operations/read-run-with-steps.ts';
import { tracePages } from '../../operations/read-trace.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';
import { createJob, type Job } from '../shell/jobs.ts';
import { keyOf } from '../shell/keymap.ts';
import type { ReaderContext, State } from '../shell/state.ts';
import type { DetailState } from './detail-state.ts';

export type DetailLoader = {
  /** Reads the open run unless it is loaded or loading; `again` always reads it. */
  readonly load: (again?: boolean) => Promise<void>;
  /** Reads the trace of the open run, page by page, if its tab is shown. */
  readonly loadTrace: (again?: boolean) => Promise<void>;
  /** Reads what may have changed, once the rest between reads is over; `again` does not wait. */
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
      work.runJob.stop();
      work.run = undefined;
    },
    stop: () => {
      stopWork(work);
      work = startWork(context);
    },
  };
}

async function loadRun(work: DetailWork, again: boolean): Promise<void> {
  const { context, runJob } = work;
  const { detail } = context.getState();
  if (!detail || (detail.run && !again)) return;
  const address = runAddress(detail.summary);
  if (work.trace?.address !== address) work.traceJob.stop();
  if (work.run?.address === address && !again) return;
  if (!again) work.requested = undefined;
  const reading = { address };
  const startAt = context.now();
  work.run = reading;
  try {
    await runJob.start(signal => readRun(context, detail.summary, signal));
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
  const { status } = detail.summary;
  const address = runAddress(detail.summary);
  work.traceError = undefined;
  if (!(await readWholeTrace(work, { address, status, hasPages: false, isAbsent: false }))) return;
  // Reading the run clears the error of an earlier attempt.
  const isDone = !work.run && openAddress(getState()) === address;
  if (isDone && getState().detail?.error) await loadRun(work, true);
}

async function readWholeTrace(work: DetailWork, reading: TraceReading): Promise<boolean> {
  const { context, traceJob } = work;
  const startAt = context.now();
  let isRead = false;
  work.trace = reading;
  work.requested = reading;
  try {
    await traceJob.start(async signal => {
      await readTrace(context, reading, signal);
      isRead = !signal.aborted;
    });
    return isRead;
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

declare module '../shell/state.ts' {
  interface StoreReader {
    readonly detail: DetailLoader;
  }
}

/** `status`: of the run when its trace was requested. */
type TraceReading = {
  readonly address: string;
  readonly status: RunStatus;
  hasPages: boolean;
  isAbsent: boolean;
};

async function readRun(
  { store, getState, dispatch }: ReaderContext,
  summary: RunSummary,
  signal: AbortSignal,
): Promise<void> {
  const address = runAddress(summary);
  const isOpen = () => !signal.aborted && openAddress(getState()) === address;
  const whole = await readRunWithSteps(store(), summary, {
    signal,
    onHead: run => {
      if (isOpen()) dispatch({ type: 'detail-run-loaded', run, lacksSteps: true });
    },
  });
  if (!isOpen()) return;
  if (!whole) throw goneError(store().target, address);
  dispatch({ type: 'detail-run-loaded', run: whole });
}

function goneError(target: TargetInfo, address: string): InspectorError {
  return new InspectorError('not-found', noSuchRunText(target, address), {
    hint: `${keyOf('reload')} reloads the list`,
  });
}

async function readTrace(context: ReaderContext, reading: TraceReading, signal: AbortSignal): Promise<void> {
  const { address } = reading;
  const shownDetail = () => {
    const { detail } = context.getState();
    const isShown = detail && runAddress(detail.summary) === address && !isOutdated(reading, detail);
    return isShown && !signal.aborted ? detail : undefined;
  };
  const emptyPages = createEmptyPages();
  const next = async ({ spans, logs }: TracePage): Promise<void> => {
    emptyPages.note(spans.length === 0 && logs.length === 0);
    if (emptyPages.isEndless())
      throw new InspectorError('unreadable', `the last ${emptyPages.inRow()} pages of the trace were empty`);
    await emptyPages.rest(signal);
  };
  let isWhole = false;
  for await (const page of tracePages(context.store(), address, { signal, next })) {
    if (!shownDetail()) return;
    context.dispatch({ type: 'detail-trace-page-loaded', address, page });
    reading.hasPages = true;
    isWhole = page.nextCursor === undefined;
  }
  const detail = shownDetail();
  if (isWhole || !detail) return;
  // The trace of a run that has just begun may come later.
  if (!isActive(detail.summary)) throw goneError(context.store().target, address);
  reading.isAbsent = true;
}

function openAddress({ detail }: State): string | undefined {
  return detail && runAddress(detail.summary);
}

/** Whether the run was closed and opened again while its trace was read. */
function isOutdated({ hasPages }: TraceReading, detail: DetailState): boolean {
  return hasPages && detail.trace.phase === 'unread';
}

type DetailWork = {
  readonly context: ReaderContext;
  readonly runJob: Job;
  readonly traceJob: Job;
  run?: { readonly address: string };
  trace?: TraceReading;
  requested?: TraceReading;
  traceError?: InspectorError;
  /** The address of a run that has changed since its last read began. */
  dueAddress?: string;
  lastRead: { readonly endAt: number; readonly tookMs: number };
  timer?: NodeJS.Timeout;
  isStopped: boolean;
};

function startWork(context: ReaderContext): DetailWork {
  const work: DetailWork = {
    context,
    runJob: createJob(context, error => report(work, 'run', error)),
    traceJob: createJob(context, error => report(work, 'trace', error)),
    lastRead: { endAt: 0, tookMs: 0 },
    isStopped: false,
  };
  return work;
}

function report(work: DetailWork, part: 'run' | 'trace', error: InspectorError): void {
  const { getState, dispatch } = work.context;
  if (work[part]?.address !== openAddress(getState())) return;
  if (part === 'trace') work.traceError = error;
  dispatch({ type: 'detail-load-failed', part, error });
}

function stopWork(work: DetailWork): void {
  work.isStopped = true;
  clearTimeout(work.timer);
  work.runJob.stop();
  work.traceJob.stop();
}

function lacksTrace(detail: DetailState, { trace, requested, traceError }: DetailWork): boolean {
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
/** A run that has ended rests for this part of its age: less and less is likely to arrive. */
const partOfAge = 1 / 10;
/** Reading a run that has ended takes at most this part of the time. */
const shareOfTime = 1 / 20;

function restLeft(detail: DetailState, { context, lastRead }: DetailWork): number {
  const now = context.now();
  return lastRead.endAt + restAfter(detail, lastRead.tookMs, now) - now;
}

function restAfter({ summary, run, error }: DetailState, tookMs: number, now: number): number {
  if (isActive(summary) || run?.status !== summary.status || error) return restMs;
  const age = now - (summary.finishedAt ?? summary.createdAt);
  return Math.max(restMs, tookMs / shareOfTime, Math.min(longestRestMs, age * partOfAge));
}
