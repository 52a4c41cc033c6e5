import type { TextPattern } from './query.ts';
import { foldCase } from './search-words.ts';

/** The literal pieces between the stars: `a*b` gives `a` and `b`. */
export function globPieces(text: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '*') {
      pieces.push(piece);
      piece = '';
    } else {
      if (text[at] === '\\') at += 1;
      piece += text.charAt(at);
    }
  }
  pieces.push(piece);
  return pieces;
}

/** Tests whole values. */
export function compilePattern(pattern: TextPattern): (value: string) => boolean {
  return compilePatterns([pattern]);
}

/** Tests whether a whole value matches any pattern. */
export function compilePatterns(patterns: readonly TextPattern[]): (value: string) => boolean {
  return compileFolded(patterns, foldCase);
}

/** Like `compilePatterns`, but case-sensitive. */
export function compileExactPatterns(patterns: readonly TextPattern[]): (value: string) => boolean {
  return compileFolded(patterns, text => text);
}

type Fold = (text: string) => string;

function compileFolded(patterns: readonly TextPattern[], fold: Fold): (value: string) => boolean {
  const wholes = new Set(patterns.filter(({ isGlob }) => !isGlob).map(({ text }) => fold(text)));
  const globs = patterns.filter(({ isGlob }) => isGlob).map(({ text }) => compileGlob(text, fold));
  return value => {
    const folded = fold(value);
    return wholes.has(folded) || globs.some(fits => fits(folded));
  };
}

function compileGlob(text: string, fold: Fold): (folded: string) => boolean {
  const pieces = globPieces(text).map(fold);
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  const between = pieces.slice(1, -1);
  return folded => fitsGlob(folded, first, between, last);
}

function fitsGlob(value: string, first: string, between: readonly string[], last: string): boolean {
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  let at = first.length;
  for (const piece of between) {
    const found = value.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at + last.length <= value.length;
}
