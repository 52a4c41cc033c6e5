import { displayWidth, truncateText } from '../../model/text/width.ts';
import type { ArrangedTrace } from '../../state/detail/trace/arranged-trace.ts';
import { type TimeWindow, wholeTime } from '../../state/detail/trace/trace-view.ts';
import type { Theme } from '../theme.ts';
import type { Piece } from './pieces.ts';

/** The widths of the names and the bars of a waterfall. A deeper span is not indented any further. */
export type WaterfallColumns = {
  readonly names: number;
  readonly bars: number;
  readonly mostIndent: number;
};

/** What all rows of a waterfall have in common. */
export type WaterfallLook = {
  readonly columns: WaterfallColumns;
  readonly time: TimeWindow;
  readonly now: number;
  readonly theme: Theme;
  readonly width: number;
};

export const signColumns = 4;
const leastName = 10;

export function waterfallColumns(width: number): WaterfallColumns {
  const names = Math.max(16, Math.min(44, Math.floor(width * 0.34)));
  const words = Math.max(9, Math.min(26, Math.floor(width * 0.22)));
  const bars = Math.max(4, width - names - signColumns - words);
  return { names, bars, mostIndent: names - leastName };
}

/** The time range of the bars: the zoomed window, or the whole trace, up to now while a span runs. */
export function shownTime(trace: ArrangedTrace, zoom: TimeWindow | undefined, now: number): TimeWindow {
  if (zoom) return zoom;
  const whole = wholeTime(trace);
  const isRunning = trace.hasOpenSpans && !Number.isFinite(trace.openEndAt);
  return isRunning ? { from: whole.from, to: Math.max(whole.to, now) } : whole;
}

/** A sanitised name after `before` columns of indent, and the sign of a failure. */
export function namePieces(
  name: string,
  failed: boolean,
  before: number,
  { columns, theme }: WaterfallLook,
): readonly Piece[] {
  const room = columns.names - before;
  const shown = truncateText(name, room);
  return [
    { text: shown, paint: failed ? theme.error : undefined },
    { text: ' '.repeat(Math.max(0, room - displayWidth(shown))) },
    { text: failed ? ' ✖  ' : '    ', paint: theme.error },
  ];
}
