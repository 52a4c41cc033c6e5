import { displayWidth } from '../../../model/text/width.ts';
import { type Paint, type Piece, piecesWidth } from '../../paint/pieces.ts';
import { type Bar, barText } from './bar-text.ts';
import { signColumns, type WaterfallLook } from './waterfall-look.ts';

type PaintedBar = Bar & { readonly paint: Paint };

/** What is said of a bar besides its words; `asides` only as far as there is room for them. */
export type BarNotes = { readonly facts: readonly Piece[]; readonly asides: readonly Piece[] };

/** A bar with words behind it, and behind these what else there is to say, cut off by the end of the line. */
export function barPieces(
  bar: PaintedBar,
  words: string,
  { facts, asides }: BarNotes,
  look: WaterfallLook,
): readonly Piece[] {
  const { before, text } = barText(bar, look.time, look.columns.bars);
  const there = facts.filter(fact => fact.text !== '');
  const drawn = [{ text, paint: bar.paint }, { text: ` ${words}` }];
  const behind = roomOf(look) - before.length - piecesWidth(drawn);
  const fitting = asides.filter(
    (_, at) => piecesWidth(apart([...there, ...asides.slice(0, at + 1)])) <= behind,
  );
  return [{ text: before }, ...drawn, ...apart([...there, ...fitting])];
}

const leastEdge = 3;

/** A bar with a label behind it, or on it where that does not fit and the bar is long enough. */
export function labelledBar(bar: PaintedBar, label: string, look: WaterfallLook): readonly Piece[] {
  const { before, text } = barText(bar, look.time, look.columns.bars);
  const columns = displayWidth(label);
  if (before.length + displayWidth(text) + columns < roomOf(look))
    return [{ text: before }, { text, paint: bar.paint }, { text: ` ${label}` }];
  const onBar = onTopOf({ text, paint: bar.paint }, { text: label });
  return [{ text: before }, ...(onBar ?? [{ text, paint: bar.paint }, { text: ` ${label}` }])];
}

/** `undefined` where too little of the bar would be left. */
function onTopOf({ text, paint }: Piece, label: Piece): readonly Piece[] | undefined {
  const rest = text.length - displayWidth(label.text) - 2;
  if (rest < 2 * leastEdge) return undefined;
  const [start, end] = [text.slice(0, leastEdge), text.slice(leastEdge - rest)];
  return [{ text: `${start} `, paint }, label, { text: ` ${end}`, paint }];
}

function apart(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.flatMap(piece => [{ text: '  ' }, piece]);
}

/** The columns of the bars and of what stands behind them. */
function roomOf({ width, columns }: WaterfallLook): number {
  return width - 1 - columns.names - signColumns;
}
