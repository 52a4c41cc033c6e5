import { displayWidth } from '../../model/text/width.ts';
import { type Bar, barText } from './bar-text.ts';
import { cutPieces, type Paint, type Piece, piecesWidth } from './pieces.ts';
import { signColumns, type WaterfallLook } from './waterfall-look.ts';

type PaintedBar = Bar & { readonly paint: Paint };

/** What is said of a bar besides its words; `asides` only as far as there is room for them. */
export type BarNotes = { readonly facts: readonly Piece[]; readonly asides: readonly Piece[] };

/**
 * A bar with words behind it. What else there is to say stands behind these, or before the bar where it does
 * not fit there and has more room. Where it fits on neither side, its first part stands on the bar.
 */
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
  for (let count = asides.length; count >= 0; count -= 1) {
    const said = apart([...there, ...asides.slice(0, count)]);
    const columns = piecesWidth(said);
    if (columns <= behind || said.length === 0) return [{ text: before }, ...drawn, ...said];
    if (columns <= before.length + 1) return beforeBar(before.length, said, drawn);
  }
  const said = apart(there);
  if (before.length - 1 > Math.max(0, behind)) return beforeBar(before.length, said, drawn);
  const [first, ...others] = there;
  const isCut = piecesWidth(said) > behind + 1;
  const onBar = first && isCut ? onTopOf({ text, paint: bar.paint }, first) : undefined;
  const whole = onBar ? [...onBar, { text: ` ${words}` }, ...apart(others)] : [...drawn, ...said];
  return [{ text: before }, ...whole];
}

/** Cut off where there is not enough room. */
function beforeBar(columns: number, said: readonly Piece[], drawn: readonly Piece[]): readonly Piece[] {
  const shown = cutPieces(said.slice(1), columns - 1);
  const gap = columns - 1 - piecesWidth(shown);
  return [{ text: ' '.repeat(gap) }, ...shown, { text: ' ' }, ...drawn];
}

const leastEdge = 3;

/** A bar with a label behind it, on it where that does not fit, and instead of it where that is too short. */
export function labelledBar(bar: PaintedBar, label: string, look: WaterfallLook): readonly Piece[] {
  const { before, text } = barText(bar, look.time, look.columns.bars);
  const columns = displayWidth(label);
  if (before.length + displayWidth(text) + columns < roomOf(look))
    return [{ text: before }, { text, paint: bar.paint }, { text: ` ${label}` }];
  const onBar = onTopOf({ text, paint: bar.paint }, { text: label });
  return onBar ? [{ text: before }, ...onBar] : [{ text: label }];
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
