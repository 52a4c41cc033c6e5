import { memo } from '../../model/memo.ts';
import { formatCount, formatDuration, formatOffset } from '../../model/text/formats.ts';
import { fitText } from '../../model/text/width.ts';
import { timeTicks } from '../../model/trace/time-ticks.ts';
import { joinPieces } from '../paint/pieces.ts';
import type { Theme } from '../paint/theme.ts';
import { leastSpans } from './child-rows.ts';
import type { TraceIndex } from './trace-index.ts';
import type { TimeWindow } from './trace-view.ts';
import type { WaterfallContext } from './waterfall-phrases.ts';

/** The widths of the names and the bars of a waterfall. */
type WaterfallColumns = {
  readonly names: number;
  readonly bars: number;
  /** For each level, up to `mostIndent`: a deeper span is not indented any further. */
  readonly indentStep: 1 | 2;
  readonly mostIndent: number;
};

/** What all rows of a waterfall have in common. */
export type WaterfallLook = WaterfallContext & {
  readonly columns: WaterfallColumns;
  readonly theme: Theme;
};

export const signColumns = 4;
const leastName = 10;
/** The mark of the cursor and the fold sign. */
const firstIndent = 3;

/** `1.0s–2.1s of 4.2s`, as exact as tells a tenth of the window. */
function zoomWords({ from, to }: TimeWindow, whole: TimeWindow): string {
  const step = 10 ** Math.floor(Math.log10((to - from) / 10));
  const [start, end] = [from, to].map(at => formatOffset(at - whole.from, step));
  return `${start}–${end} of ${formatDuration(whole.to - whole.from)}`;
}

const fewestNames = 16;
const narrowWidth = 90;

/**
 * Names take the room that they need, up to almost half of the width, in a narrow window a third; beyond,
 * they are indented less. Behind the bars there is more room where errors are shown.
 */
export function waterfallColumns(
  index: TraceIndex,
  { time, whole, width }: Pick<WaterfallContext, 'time' | 'whole' | 'width'>,
): WaterfallColumns {
  const least = time === whole ? 0 : zoomWords(time, whole).length + 1 - signColumns;
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

/** The columns that the widest name of a trace takes, indented by one or by two columns for each level. */
type NameRoom = { readonly narrow: number; readonly wide: number };

/**
 * All spans count, folded or not, so that folding moves no bar. Spans that may be in a series count one level
 * deeper, below the row of the series. Cached: a trace may have very many spans.
 */
function nameRoom(index: TraceIndex): NameRoom {
  return nameRoomOf(index.nameWidths, index);
}

const nameRoomOf = memo((nameWidths: TraceIndex['nameWidths'], index: TraceIndex): NameRoom => {
  const { depths, parents, roots, children } = index;
  let narrow = 0;
  let wide = 0;
  for (const [position, columns] of nameWidths.entries()) {
    const parent = parents[position] ?? -1;
    const siblings = (parent < 0 ? roots : children[parent])?.length ?? 0;
    const isMany = siblings >= leastSpans;
    const level = (depths[position] ?? 0) + (isMany ? 1 : 0);
    const title = isMany ? formatCount(siblings).length + ' × '.length : 0;
    narrow = Math.max(narrow, columns + Math.max(level, title + level - 1));
    wide = Math.max(wide, columns + Math.max(2 * level, title + 2 * level - 2));
  }
  return { narrow, wide };
});

/** The line above the bars: round times as `│1.5s`, and beside them what a zoomed window shows. */
export function timeAxis(look: WaterfallLook): string {
  const { columns, time, whole, theme, width } = look;
  const left = time === whole ? '' : zoomWords(time, whole);
  const start = columns.names + signColumns;
  return joinPieces(
    [
      { text: ` ${fitText(left, start - 1)}`, paint: theme.warning },
      { text: tickMarks(look, width - start), paint: theme.dim },
    ],
    width,
  );
}

function tickMarks({ columns: { bars }, time, whole }: WaterfallLook, room: number): string {
  const [from, to] = [time.from - whole.from, time.to - whole.from];
  let marks = '';
  for (const { offsetMs, label } of timeTicks(from, to, bars)) {
    const column = Math.floor(((offsetMs - from) / (to - from)) * bars);
    const mark = `│${label}`;
    if (column >= marks.length && column + mark.length <= room) marks = marks.padEnd(column) + mark;
  }
  return marks;
}
