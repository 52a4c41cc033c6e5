import { formatDuration } from '../../model/text/formats.ts';
import { fitText } from '../../model/text/width.ts';
import { formatOffset } from '../../model/trace/format-offset.ts';
import { timeTicks } from '../../model/trace/time-ticks.ts';
import type { ArrangedTrace } from '../../state/detail/trace/arranged-trace.ts';
import type { TimeWindow } from '../../state/detail/trace/trace-view.ts';
import { joinPieces } from './pieces.ts';
import { shownTime, signColumns, type WaterfallLook } from './waterfall-row.ts';

/** The line above the bars: round times as `│1.5s`, and beside them what a zoomed window shows. */
export function timeAxis(trace: ArrangedTrace, zoom: TimeWindow | undefined, look: WaterfallLook): string {
  const { columns, time, theme, width } = look;
  const whole = shownTime(trace, undefined, look.now);
  const left = zoom ? zoomWords(zoom, whole) : '';
  const start = columns.names + signColumns;
  const room = width - start;
  const length = time.to - time.from;
  let axis = '';
  for (const { offsetMs, label } of timeTicks(time.from - whole.from, time.to - whole.from, columns.bars)) {
    const column = Math.floor(((offsetMs + whole.from - time.from) / length) * columns.bars);
    const mark = `│${label}`;
    if (column >= axis.length && column + mark.length <= room) axis = axis.padEnd(column) + mark;
  }
  return joinPieces(
    [
      { text: ` ${fitText(left, start - 1)}`, paint: theme.warning },
      { text: axis, paint: theme.dim },
    ],
    width,
  );
}

/** `1.05s–2.10s of 4.2s`. */
export function zoomWords({ from, to }: TimeWindow, whole: TimeWindow): string {
  const step = 10 ** Math.floor(Math.log10((to - from) / 50));
  const [start, end] = [from, to].map(at => formatOffset(at - whole.from, step));
  return `${start}–${end} of ${formatDuration(whole.to - whole.from)}`;
}
