import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';
import type { Theme } from './theme.ts';

export type Paint = (text: string) => string;

/** Sanitised text with its style. */
export type Piece = { readonly text: string; readonly paint?: Paint };

export function piecesWidth(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** Joins pieces into at most `width` columns, cut off with `…`. */
export function joinPieces(pieces: readonly Piece[], width: number): string {
  return cutPieces(pieces, width)
    .map(({ text, paint }) => (paint ? paint(text) : text))
    .join('');
}

/** The pieces that fit into `width` columns, the last one cut off with `…`. */
function cutPieces(pieces: readonly Piece[], width: number): readonly Piece[] {
  let left = width;
  const shown: Piece[] = [];
  for (const [index, { text, paint }] of pieces.entries()) {
    const columns = displayWidth(text);
    const isLast = pieces.slice(index + 1).every(piece => piece.text === '');
    const fits = columns < left || (columns === left && isLast);
    shown.push({ text: fits ? text : truncateText(`${text}${isLast ? '' : '  '}`, left), paint });
    if (!fits) break;
    left -= columns;
  }
  return shown;
}

/** Marks the cursor in the part that has the focus; in the other part it is thin, also without colours. */
export const cursorMark = '▌';
export const idleMark = '▏';

/** Puts two texts at the ends of a line; the left one is cut if both do not fit. */
export function spread(left: string, right: string, width: number): string {
  const rightWidth = displayWidth(right);
  if (rightWidth + 2 > width) return truncateText(left, width);
  return `${fitText(left, width - rightWidth - 1)} ${right}`;
}

export const markColumns = 2;

export function markedLine(line: string, theme: Theme): string {
  return `${theme.accent(cursorMark)} ${theme.inverse(line)}`;
}

/** The lines of one row of a list, marked at the first where the cursor is on it. */
export function markedLines(
  lines: readonly string[],
  isSelected: boolean,
  width: number,
  theme: Theme,
): readonly string[] {
  if (!isSelected) return lines.map(line => `  ${line}`);
  const fitted = lines.map(line => fitText(line, width - markColumns));
  return fitted.map((line, at) => (at === 0 ? markedLine(line, theme) : `  ${theme.inverse(line)}`));
}
