import { formatDuration, formatOffset } from '../../../model/text/formats.ts';
import type { Theme } from '../../paint/theme.ts';
import { nameRoom } from '../name-room.ts';
import type { TraceIndex } from '../trace-index.ts';
import type { TimeWindow } from '../trace-view.ts';
import type { WaterfallContext } from './waterfall-phrases.ts';

/** The widths of the names and the bars of a waterfall. */
export type WaterfallColumns = {
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
export function zoomWords({ from, to }: TimeWindow, whole: TimeWindow): string {
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
