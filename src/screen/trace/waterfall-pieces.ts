import { displayWidth, truncateText } from '../../model/text/width.ts';
import { type Phrase, paintPhrases, phrasesWidth } from '../paint/phrases.ts';
import type { Paint, Piece } from '../paint/pieces.ts';
import type { Theme } from '../paint/theme.ts';
import { seriesFacts } from './child-rows.ts';
import { sideOf, type TimeWindow } from './trace-view.ts';
import { signColumns, type WaterfallLook } from './waterfall-look.ts';
import {
  isSeriesCritical,
  type ShownSeries,
  type ShownSpan,
  spanEnd,
  timeOfShownSeries,
  timeOfSpan,
} from './waterfall-phrases.ts';

type PaintedBar = Bar & { readonly paint: Paint };

/** One span of the waterfall after `before` columns of indent: its name, its bar, and the rest behind it. */
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

/** Many like spans in one row: their bar reaches from the first to the last. */
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

/** A name in the room that names have, and the sign of a failure. */
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

/** A bar and the phrases behind it, cut off by the end of the line; of the asides, those that fit. */
function barPieces(bar: PaintedBar, phrases: readonly Phrase[], look: WaterfallLook): readonly Piece[] {
  const { before, text } = barText(bar, look.time, look.columns.bars);
  const room = roomForBars(look) - before.length - displayWidth(text);
  const fitting = phrases.filter(
    ({ isAside }, at) => !isAside || phrasesWidth(phrases.slice(0, at + 1)) <= room,
  );
  return [{ text: before }, { text, paint: bar.paint }, ...paintPhrases(fitting, look.theme)];
}

const leastEdge = 3;

/** A bar with a label behind it, or on it where that does not fit and the bar is long enough. */
function labelledBar(bar: PaintedBar, label: Phrase = { text: '' }, look: WaterfallLook): readonly Piece[] {
  const { before, text } = barText(bar, look.time, look.columns.bars);
  const isBehind = before.length + displayWidth(text) + displayWidth(label.text) < roomForBars(look);
  const onBar = isBehind ? undefined : onTopOf({ text, paint: bar.paint }, label, look.theme);
  return [{ text: before }, ...(onBar ?? [{ text, paint: bar.paint }, ...paintPhrases([label], look.theme)])];
}

/** `undefined` where too little of the bar would be left. */
function onTopOf({ text, paint }: Piece, label: Phrase, theme: Theme): readonly Piece[] | undefined {
  const rest = text.length - displayWidth(label.text) - 2;
  if (rest < 2 * leastEdge) return undefined;
  const [start, end] = [text.slice(0, leastEdge), text.slice(leastEdge - rest)];
  return [{ text: start, paint }, ...paintPhrases([label], theme), { text: ` ${end}`, paint }];
}

/** The columns of the bars and of what is behind them. */
function roomForBars({ width, columns }: WaterfallLook): number {
  return width - 1 - columns.names - signColumns;
}

type Bar = TimeWindow & {
  readonly isOpen: boolean;
  /** Drawn with heavy lines: terminals that draw lines themselves have no bold ones. */
  readonly isHeavy?: boolean;
};

const light = { first: '├', line: '─', last: '┤', only: '│' };
const heavy = { first: '┣', line: '━', last: '┫', only: '┃' };

type BarText = { readonly before: string; readonly text: string };

/**
 * A period as `├───┤`, or `┣━━━┫`, on an axis of `columns` that shows a window of time; at least one column
 * wide. An open period ends in `>`; `‹` and `›` mark where it continues outside the window.
 */
export function barText(bar: Bar, window: TimeWindow, columns: number): BarText {
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
