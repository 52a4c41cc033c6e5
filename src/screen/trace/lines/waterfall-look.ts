import { formatDuration, formatOffset } from '../../../model/text/formats.ts';
import type { CriticalPath } from '../../../model/trace/critical-path.ts';
import { remarkableSlowness } from '../../../model/usual/slowness.ts';
import type { Theme } from '../../paint/theme.ts';
import type { DetailState } from '../../run/detail-state.ts';
import { ownSpan, withUsual } from '../../run/own-span.ts';
import { waterfallTrace } from '../../run/panes.ts';
import type { ArrangedTrace } from '../arranged-trace.ts';
import { nameRoom } from '../name-room.ts';
import type { TraceIndex } from '../trace-index.ts';
import { type TimeWindow, wholeTime } from '../trace-view.ts';

/** The widths of the names and the bars of a waterfall. */
export type WaterfallColumns = {
  readonly names: number;
  readonly bars: number;
  /** For each level, up to `mostIndent`: a deeper span is not indented any further. */
  readonly indentStep: 1 | 2;
  readonly mostIndent: number;
};

/** What all rows of a waterfall have in common. */
export type WaterfallLook = {
  readonly columns: WaterfallColumns;
  readonly time: TimeWindow;
  /** The whole time of the trace. */
  readonly whole: TimeWindow;
  readonly now: number;
  readonly theme: Theme;
  readonly width: number;
  /** How many times as long as usual slow spans took. */
  readonly slownessOf: (spanId: string) => number | undefined;
  /** Absent where every span is on it. */
  readonly criticalPath?: CriticalPath;
};

export const signColumns = 4;
const leastName = 10;
/** The mark of the cursor and the fold sign. */
const firstIndent = 3;

export function waterfallLook(detail: DetailState, width: number, now: number, theme: Theme): WaterfallLook {
  const { zoom } = detail.trace;
  const whole = wholeTimeNow(waterfallTrace(detail), now);
  const time = zoom ?? whole;
  const beside = zoom ? zoomWords(zoom, whole).length + 1 - signColumns : 0;
  const columns = waterfallColumns(detail.trace.index, width, beside);
  const criticalPath = shownPath(detail);
  return { columns, time, whole, now, theme, width, slownessOf: slownessIn(detail, now), criticalPath };
}

/** The span of the run itself is as slow as the header says: one of both would contradict the other. */
function slownessIn(detail: DetailState, now: number): WaterfallLook['slownessOf'] {
  const own = ownSpan(detail)?.id;
  const ofRun = remarkableSlowness(withUsual(detail), now);
  return spanId => (spanId === own ? ofRun : detail.slow?.get(spanId));
}

/** Where every span is on the path, there is nothing to tell apart. */
export function shownPath({ criticalPath, trace }: DetailState): CriticalPath | undefined {
  return criticalPath && criticalPath.size < trace.index.spans.length ? criticalPath : undefined;
}

/** `1.0s–2.1s of 4.2s`, as exact as tells a tenth of the window. */
export function zoomWords({ from, to }: TimeWindow, whole: TimeWindow): string {
  const step = 10 ** Math.floor(Math.log10((to - from) / 10));
  const [start, end] = [from, to].map(at => formatOffset(at - whole.from, step));
  return `${start}–${end} of ${formatDuration(whole.to - whole.from)}`;
}

const fewestNames = 16;
const narrowWidth = 90;

/**
 * Names take the room that they need, up to almost half of the width, in a narrow window a third; beyond,
 * they are indented less. Behind the bars there is more room where errors are said. `least`: what stands
 * above the names needs so many columns.
 */
function waterfallColumns(index: TraceIndex, width: number, least: number): WaterfallColumns {
  const isNarrow = width < narrowWidth;
  const most = Math.max(fewestNames, Math.floor(width * (isNarrow ? 0.36 : 0.45)));
  const room = nameRoom(index);
  const indentStep = firstIndent + room.wide > most ? 1 : 2;
  const wanted = firstIndent + (indentStep === 2 ? room.wide : room.narrow);
  const names = Math.min(most, Math.max(fewestNames, least, wanted));
  const hasErrors = index.errors.length > 0 && !isNarrow;
  const words = Math.max(9, Math.min(hasErrors ? 48 : 26, Math.floor(width * (hasErrors ? 0.3 : 0.22))));
  const bars = Math.max(4, width - names - signColumns - words);
  return { names, bars, indentStep, mostIndent: names - leastName };
}

/** The columns before the name of a span. */
export function spanIndent(depth: number, { indentStep, mostIndent }: WaterfallColumns): number {
  return Math.max(firstIndent, Math.min(firstIndent + indentStep * (depth - 1), mostIndent));
}

/** The whole time of a trace, up to now while a span runs. */
function wholeTimeNow(trace: ArrangedTrace, now: number): TimeWindow {
  const whole = wholeTime(trace);
  const isRunning = trace.hasOpenSpans && !Number.isFinite(trace.openEndAt);
  return isRunning ? { from: whole.from, to: Math.max(whole.to, now) } : whole;
}
