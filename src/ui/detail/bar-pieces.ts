import { displayWidth } from '../../model/text/width.ts';
import { type Bar, barText } from './bar-text.ts';
import { cutPieces, type Paint, type Piece, piecesWidth } from './pieces.ts';
import { signColumns, type WaterfallLook } from './waterfall-look.ts';

type PaintedBar = Bar & { readonly paint: Paint };

/**
 * A bar with words behind it. What else there is to say stands behind these, or before the bar where it does
 * not fit there and has more room.
 */
export function barPieces(
  bar: PaintedBar,
  words: string,
  facts: readonly Piece[],
  look: WaterfallLook,
): readonly Piece[] {
  const { before, text } = barText(bar, look.time, look.columns.bars);
  const said = facts.filter(fact => fact.text !== '').flatMap(fact => [{ text: '  ' }, fact]);
  const drawn = [{ text, paint: bar.paint }, { text: ` ${words}` }];
  const columns = piecesWidth(said);
  const behind = roomOf(look) - before.length - piecesWidth(drawn);
  if (columns <= behind || before.length - 1 <= Math.max(0, behind))
    return [{ text: before }, ...drawn, ...said];
  const shown = cutPieces(said.slice(1), before.length - 1);
  const gap = before.length - 1 - piecesWidth(shown);
  return [{ text: ' '.repeat(gap) }, ...shown, { text: ' ' }, ...drawn];
}

const leastEdge = 3;

/** A bar with a label behind it, on it where that does not fit, and instead of it where that is too short. */
export function labelledBar(bar: PaintedBar, label: string, look: WaterfallLook): readonly Piece[] {
  const { before, text } = barText(bar, look.time, look.columns.bars);
  const columns = displayWidth(label);
  if (before.length + displayWidth(text) + columns < roomOf(look))
    return [{ text: before }, { text, paint: bar.paint }, { text: ` ${label}` }];
  const rest = text.length - columns - 2;
  if (rest < 2 * leastEdge) return [{ text: label }];
  return [
    { text: before },
    { text: text.slice(0, leastEdge), paint: bar.paint },
    { text: ` ${label} ` },
    { text: text.slice(leastEdge - rest), paint: bar.paint },
  ];
}

/** The columns of the bars and of what stands behind them. */
function roomOf({ width, columns }: WaterfallLook): number {
  return width - 1 - columns.names - signColumns;
}
