import type { TracePage } from '../../contract/trace-pages.ts';
import type { RunSummary, Step } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { appendTracePage, emptyTrace, type TraceIndex } from './trace-index.ts';

export type TimeWindow = { readonly from: number; readonly to: number };

export type TraceView = {
  readonly index: TraceIndex;
  readonly phase: 'unread' | 'reading' | 'read';
  /** The trace that is read again; replaces `index` once it is complete. */
  readonly incoming?: TraceIndex;
  readonly totals?: { readonly spans: number; readonly logs: number };
  readonly isRaw: boolean;
  readonly order: SiblingOrder;
  readonly zoom?: TimeWindow;
  /** The id of the span on which the cursor begins, instead of the deepest failure. */
  readonly startsAt?: string;
  /** Until then, the cursor follows the deepest failure. */
  readonly hasMovedCursor: boolean;
};

export const unreadTrace: TraceView = {
  index: emptyTrace,
  phase: 'unread',
  isRaw: false,
  order: 'start',
  hasMovedCursor: false,
};

/** Pages arrive in order; a first page starts over. */
export function addTracePage(view: TraceView, page: TracePage): TraceView {
  const totals = { spans: page.spanTotal, logs: page.logTotal };
  const isLast = page.nextCursor === undefined;
  if (view.phase !== 'read') {
    const soFar = view.phase === 'unread' || startsAgain(view.index, page) ? emptyTrace : view.index;
    return { ...view, totals, index: appendTracePage(soFar, page), phase: isLast ? 'read' : 'reading' };
  }
  const soFar = !view.incoming || startsAgain(view.incoming, page) ? emptyTrace : view.incoming;
  const incoming = appendTracePage(soFar, page);
  if (!isLast) return { ...view, incoming };
  return { ...view, totals, index: incoming, incoming: undefined };
}

function startsAgain({ spans }: TraceIndex, page: TracePage): boolean {
  const [first] = page.spans;
  return first !== undefined && spans[0]?.id === first.id;
}

/** Until the last recorded event, while the run is active. */
export function wholeTime({ startAt, endAt, hasOpenSpans, openEndAt }: ArrangedTrace): TimeWindow {
  if (!Number.isFinite(startAt)) return { from: 0, to: 0 };
  const end = hasOpenSpans && Number.isFinite(openEndAt) ? Math.max(endAt, openEndAt) : endAt;
  return { from: startAt, to: Math.max(end, startAt) };
}

export function wholeTimeNow(trace: ArrangedTrace, now: number): TimeWindow {
  const whole = wholeTime(trace);
  const isRunning = trace.hasOpenSpans && !Number.isFinite(trace.openEndAt);
  return isRunning ? { from: whole.from, to: Math.max(whole.to, now) } : whole;
}

const shortestMs = 0.01;

/** Each step halves the window around the visible part of the cursor's span; a negative one doubles it. */
export function zoomBy(
  view: TraceView,
  whole: TimeWindow,
  steps: number,
  around: TimeWindow | undefined,
): TraceView {
  const shown = view.zoom ?? whole;
  // Epoch times are rounded, so a window of the shortest length may be a little longer.
  if (steps > 0 && shown.to - shown.from < 1.5 * shortestMs) return view;
  const length = Math.max(shortestMs, (shown.to - shown.from) / 2 ** steps);
  if (length >= whole.to - whole.from) return view.zoom ? { ...view, zoom: undefined } : view;
  const target = sharedTime(around ?? shown, shown) ?? sharedTime(around ?? whole, whole) ?? whole;
  return { ...view, zoom: windowAround((target.from + target.to) / 2, length, whole) };
}

/** Moves the window to a time outside of it. */
export function panTo(view: TraceView, whole: TimeWindow, around: TimeWindow | undefined): TraceView {
  const { zoom } = view;
  if (!zoom || !around || (around.to >= zoom.from && around.from <= zoom.to)) return view;
  const middle = (around.from + around.to) / 2;
  return { ...view, zoom: windowAround(middle, zoom.to - zoom.from, whole) };
}

function sharedTime(one: TimeWindow, other: TimeWindow): TimeWindow | undefined {
  const from = Math.max(one.from, other.from);
  const to = Math.min(one.to, other.to);
  return from <= to ? { from, to } : undefined;
}

const panShare = 0.25;

export function panBy(view: TraceView, whole: TimeWindow, by: number): TraceView {
  const { zoom } = view;
  if (!zoom) return view;
  const length = zoom.to - zoom.from;
  const moved = windowAround((zoom.from + zoom.to) / 2 + Math.sign(by) * panShare * length, length, whole);
  return moved.from === zoom.from ? view : { ...view, zoom: moved };
}

function windowAround(middle: number, length: number, whole: TimeWindow): TimeWindow {
  const from = Math.max(whole.from, Math.min(middle - length / 2, whole.to - length));
  return { from, to: from + length };
}

/** Except by `start`, the longest come first. */
export type SiblingOrder = 'start' | 'duration' | 'self';

export type ArrangedTrace = TraceIndex & {
  readonly order: SiblingOrder;
  /** Until when spans without an end are drawn: the end of the run, infinite while it is active. */
  readonly openEndAt: number;
  readonly steps: readonly Step[];
};

export const emptyArrangement: ArrangedTrace = {
  ...emptyTrace,
  order: 'start',
  openEndAt: Number.POSITIVE_INFINITY,
  steps: [],
};

export function arrangeTrace(
  index: TraceIndex,
  order: SiblingOrder,
  summary: RunSummary,
  steps: readonly Step[] = [],
): ArrangedTrace {
  const openEndAt = isActive(summary) ? Number.POSITIVE_INFINITY : (summary.finishedAt ?? index.endAt);
  return { ...index, order, openEndAt, steps };
}

/** For sorting: spans that still run count as longer than any that ended. */
export function openEndInOrder({ openEndAt, startAt, endAt }: ArrangedTrace): number {
  return Number.isFinite(openEndAt) ? openEndAt : endAt + (endAt - startAt) + 1;
}

export function openEndNow({ openEndAt }: ArrangedTrace, now: number): number {
  return Number.isFinite(openEndAt) ? openEndAt : now;
}

/** Where a period outside of a window is; `''` for one that the window shows. */
export function sideOf({ from, to }: TimeWindow, window: TimeWindow): 'earlier' | 'later' | '' {
  if (window.to <= window.from) return '';
  if (to < window.from) return 'earlier';
  return from > window.to ? 'later' : '';
}
