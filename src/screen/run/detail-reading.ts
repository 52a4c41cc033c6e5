import { createEmptyPages } from '../../async/empty-pages.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { TracePage } from '../../contract/trace-pages.ts';
import { InspectorError } from '../../model/errors.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { isActive, type RunStatus } from '../../model/status.ts';
import { readRunWithSteps } from '../../operations/read-run-with-steps.ts';
import { tracePages } from '../../operations/read-trace.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';
import { keyOf } from '../shell/keymap.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';
import type { DetailState } from './detail-state.ts';

export type Reading = { readonly address: string; readonly abort: AbortController };
export type TraceReading = Reading & { readonly status: RunStatus; hasPages: boolean };
/** The last requested trace, and the status of its run at that time. */
export type RequestedTrace = { readonly address: string; readonly status: RunStatus; isAbsent: boolean };

/** The failure to report, if any; rethrows unexpected errors. */
export function expectedOf(error: unknown, { abort: { signal } }: Reading): InspectorError | undefined {
  if (signal.aborted) return undefined;
  if (!(error instanceof InspectorError)) throw error;
  return error;
}

export async function readRun(
  { store, getState, dispatch }: ReaderContext,
  summary: RunSummary,
  { address, abort }: Reading,
): Promise<void> {
  const { signal } = abort;
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

export async function readTrace(
  context: ReaderContext,
  reading: TraceReading,
  requested: RequestedTrace,
): Promise<void> {
  const {
    address,
    abort: { signal },
  } = reading;
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
  requested.isAbsent = true;
}

export function openAddress({ detail }: State): string | undefined {
  return detail && runAddress(detail.summary);
}

/** Whether the run was closed and reopened while its trace was read. */
export function isOutdated({ hasPages }: TraceReading, detail: DetailState): boolean {
  return hasPages && detail.trace.phase === 'unread';
}
