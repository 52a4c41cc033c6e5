import { displayWidth, truncateText } from '../../model/text/width.ts';

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

/** Paints every occurrence of `found`, ignoring case; `nextPaint` is called once for each, in order. */
export function markMatches(
  pieces: readonly Piece[],
  found: string,
  nextPaint: () => Paint,
): readonly Piece[] {
  if (found === '') return pieces;
  const needle = found.toLowerCase();
  return pieces.flatMap(piece => splitAtMatches(piece, needle, nextPaint));
}

function splitAtMatches(piece: Piece, needle: string, nextPaint: () => Paint): readonly Piece[] {
  const text = piece.text.toLowerCase();
  if (text.length !== piece.text.length || !text.includes(needle)) return [piece];
  const split: Piece[] = [];
  let at = 0;
  for (let hit = text.indexOf(needle); hit >= 0; hit = text.indexOf(needle, at)) {
    split.push({ text: piece.text.slice(at, hit), paint: piece.paint });
    at = hit + needle.length;
    split.push({ text: piece.text.slice(hit, at), paint: nextPaint() });
  }
  return [...split, { text: piece.text.slice(at), paint: piece.paint }].filter(({ text }) => text !== '');
}
