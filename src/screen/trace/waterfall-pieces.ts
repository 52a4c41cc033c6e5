import { memo } from '../../model/memo.ts';
import { formatCount, formatDuration, formatOffset } from '../../model/text/formats.ts';
import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';
import { timeTicks } from '../../model/trace/time-ticks.ts';
import { type Phrase, paintPhrases, phrasesWidth } from '../paint/phrases.ts';
import { joinPieces, type Paint, type Piece, type Theme } from '../paint/theme.ts';
import { leastSpans, seriesFacts } from './child-rows.ts';
import type { TraceIndex } from './trace-index.ts';
import { sideOf, type TimeWindow } from './trace-view.ts';
import {
  isSeriesCritical,
  type ShownSeries,
  type ShownSpan,
  spanEnd,
  timeOfShownSeries,
  timeOfSpan,
  type WaterfallContext,
} from './waterfall-phrases.ts';

type PaintedBar = Bar & { readonly paint: Paint };

export function spanPieces(
  shown: ShownSpan,
  [name, ...others]: readonly Phrase[],
  before: number,
  look: WaterfallLook,
): readonly Piece[] {
  const { span } = shown;
  const failed = span.status === 'error';
  const isHeavy = look.criticalPath?.has(span.id) === true;
  const paint = failed ? look.theme.error : barPaint(shown, look.theme);
  return [
    ...namePieces(name, failed, before, look),
    ...barPieces({ ...timeOfSpan(shown, look.now), isHeavy, paint }, others, look),
  ];
}

function barPaint({ span, trace }: ShownSpan, theme: Theme): Paint {
  const end = spanEnd(span, trace);
  if (end === 'running') return text => theme.status('running', text);
  return end === 'missing' ? theme.warning : theme.info;
}

export function seriesPieces(
  shown: ShownSeries,
  [title, label]: readonly Phrase[],
  before: number,
  look: WaterfallLook,
): readonly Piece[] {
  const failed = seriesFacts(shown).failed > 0;
  const isHeavy = isSeriesCritical(shown, look.criticalPath);
  const paint = failed ? look.theme.error : look.theme.info;
  return [
    ...namePieces(title, failed, before, look),
    ...labelledBar({ ...timeOfShownSeries(shown, look.now), isHeavy, paint }, label, look),
  ];
}

function namePieces(
  name: Phrase | undefined,
  failed: boolean,
  before: number,
  { columns, theme }: WaterfallLook,
): readonly Piece[] {
  const room = columns.names - before;
  const text = truncateText(name?.text ?? '', room);
  return [
    ...paintPhrases([{ ...name, text }], theme),
    { text: ' '.repeat(Math.max(0, room - displayWidth(text))) },
    { text: failed ? ' ✖  ' : '    ', paint: theme.error },
  ];
}

/** Phrases are cut off by the end of the line, but asides that do not fit are left out. */
function barPieces(bar: PaintedBar, phrases: readonly Phrase[], look: WaterfallLook): readonly Piece[] {
  const { before, text } = barText(bar, look.time, look.columns.bars);
  const room = roomForBars(look) - before.length - displayWidth(text);
  const fits = (at: number) => phrasesWidth(phrases.slice(0, at + 1)) <= room;
  const fitting = phrases
    .map((phrase, at) =>
      phrase.brief === undefined || phrase.hits || fits(at) ? phrase : { ...phrase, text: phrase.brief },
    )
    .filter(({ isAside }, at) => !isAside || fits(at));
  return [{ text: before }, { text, paint: bar.paint }, ...paintPhrases(fitting, look.theme)];
}

const leastEdge = 3;

/** The label is behind the bar, or on a long bar if there is no room behind. */
function labelledBar(bar: PaintedBar, label: Phrase = { text: '' }, look: WaterfallLook): readonly Piece[] {
  const { before, text } = barText(bar, look.time, look.columns.bars);
  const isBehind = before.length + displayWidth(text) + displayWidth(label.text) < roomForBars(look);
  const onBar = isBehind ? undefined : onTopOf({ text, paint: bar.paint }, label, look.theme);
  return [{ text: before }, ...(onBar ?? [{ text, paint: bar.paint }, ...paintPhrases([label], look.theme)])];
}

function onTopOf({ text, paint }: Piece, label: Phrase, theme: Theme): readonly Piece[] | undefined {
  const rest = text.length - displayWidth(label.text) - 2;
  if (rest < 2 * leastEdge) return undefined;
  const [start, end] = [text.slice(0, leastEdge), text.slice(leastEdge - rest)];
  return [{ text: start, paint }, ...paintPhrases([label], theme), { text: ` ${end}`, paint }];
}

/** Includes the room for what is behind the bars. */
function roomForBars({ width, columns }: WaterfallLook): number {
  return width - 1 - columns.names - signColumns;
}

type Bar = TimeWindow & {
  readonly isOpen: boolean;
  /** Drawn with heavy lines, as some terminals draw no bold ones. */
  readonly isHeavy?: boolean;
};

const light = { first: '├', line: '─', last: '┤', only: '│' };
const heavy = { first: '┣', line: '━', last: '┫', only: '┃' };

/** `├───┤` or `┣━━━┫`; an open bar ends in `>`; `‹` and `›` mark where it continues outside the window. */
export function barText(bar: Bar, window: TimeWindow, columns: number): { before: string; text: string } {
  const span = window.to - window.from;
  const toColumn = (at: number) => (span <= 0 ? 0 : ((at - window.from) / span) * columns);
  const side = sideOf(bar, window);
  if (side === 'earlier') return { before: '', text: '‹' };
  if (side === 'later') return { before: ' '.repeat(columns - 1), text: '›' };
  const start = clamp(Math.floor(toColumn(bar.from)), 0, columns - 1);
  const end = span <= 0 ? columns : clamp(Math.round(toColumn(bar.to)), start + 1, columns);
  const signs = bar.isHeavy ? heavy : light;
  const first = bar.from < window.from ? '‹' : signs.first;
  const last = bar.isOpen ? '>' : bar.to > window.to ? '›' : signs.last;
  const length = end - start;
  const text = length === 1 ? single(first, last, signs) : first + signs.line.repeat(length - 2) + last;
  return { before: ' '.repeat(start), text };
}

function single(first: string, last: string, signs: typeof light): string {
  if (last !== signs.last) return last;
  return first === signs.first ? signs.only : first;
}

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.max(low, Math.min(high, value)) : low;
}

type WaterfallColumns = {
  readonly names: number;
  readonly bars: number;
  readonly indentStep: 1 | 2;
  readonly mostIndent: number;
};

export type WaterfallLook = WaterfallContext & { readonly columns: WaterfallColumns; readonly theme: Theme };

const signColumns = 4;
const leastName = 10;
const firstIndent = 3;

/** `1.0s–2.1s of 4.2s`, exact to a tenth of the window. */
function zoomWords({ from, to }: TimeWindow, whole: TimeWindow): string {
  const step = 10 ** Math.floor(Math.log10((to - from) / 10));
  const [start, end] = [from, to].map(at => formatOffset(at - whole.from, step));
  return `${start}–${end} of ${formatDuration(whole.to - whole.from)}`;
}

const fewestNames = 16;
const narrowWidth = 90;

/** Names take the room that they need, up to a share of the width; wider ones are indented less. */
export function waterfallColumns(
  index: TraceIndex,
  { time, whole, width }: Pick<WaterfallContext, 'time' | 'whole' | 'width'>,
): WaterfallColumns {
  const least = time === whole ? 0 : zoomWords(time, whole).length + 1 - signColumns;
  const isNarrow = width < narrowWidth;
  const most = Math.max(fewestNames, Math.floor(width * (isNarrow ? 0.36 : 0.45)));
  const room = nameRoom(index.nameWidths, index);
  const indentStep = firstIndent + room.wide > most ? 1 : 2;
  const wanted = firstIndent + (indentStep === 2 ? room.wide : room.narrow);
  const names = Math.min(most, Math.max(fewestNames, least, wanted));
  const hasErrors = index.errors.length > 0 && !isNarrow;
  const words = Math.max(9, Math.min(hasErrors ? 48 : 26, Math.floor(width * (hasErrors ? 0.3 : 0.22))));
  const bars = Math.max(4, width - names - signColumns - words);
  return { names, bars, indentStep, mostIndent: names - leastName };
}

export function spanIndent(depth: number, { indentStep, mostIndent }: WaterfallColumns): number {
  return Math.max(firstIndent, Math.min(firstIndent + indentStep * (depth - 1), mostIndent));
}

/** The columns of the widest name, indented by one (`narrow`) or by two columns for each level. */
type NameRoom = { readonly narrow: number; readonly wide: number };

/**
 * All spans count, folded or not, so that folding moves no bar. Spans that may be in a series count one level
 * deeper, below the row of the series.
 */
const nameRoom = memo((nameWidths: TraceIndex['nameWidths'], index: TraceIndex): NameRoom => {
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

/** The line above the bars: round times as `│1.5s`, and at the left the zoomed window. */
export function timeAxis(look: WaterfallLook): string {
  const { columns, time, whole, theme, width } = look;
  const start = columns.names + signColumns;
  const zoom = fitText(time === whole ? '' : zoomWords(time, whole), start - 1);
  const marks = tickMarks(look, width - start);
  return joinPieces(
    [
      { text: ` ${zoom}`, paint: theme.warning },
      { text: marks, paint: theme.dim },
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
