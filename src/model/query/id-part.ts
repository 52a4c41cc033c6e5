import { compilePattern } from './pattern.ts';
import type { TextPattern } from './query.ts';
import { isShortWord } from './search-words.ts';

/** A part of an id as typed, or as copied from where it was cut: `run_01M8PXNA`, `run_01M8…FJ`. */
export type IdPart = {
  /** The beginning of the id, if it is long enough for a lookup. */
  readonly head?: string;
  /** What to search for without `head`; it may match more ids than `isOf`. */
  readonly pattern: TextPattern;
  /** Ignores case. */
  readonly isOf: (id: string) => boolean;
};

/** The least characters of an id after a word such as `run_`. */
const leastOfRun = 8;
/** `failures list` in a narrow terminal shows as many, which few groups share. */
export const leastOfFailure = 7;
/** The screen shows at least as many of an id that it cuts. */
const leastOfCut = 4;

/** `undefined` for a text that is too short. */
export function parseIdPart(text: string, least = leastOfRun): IdPart | undefined {
  const [head = '', ...others] = text.trim().split(/…|\.{3}/u);
  const isCut = others.length > 0;
  if (toldChars([head, ...others]) < (isCut ? leastOfCut : least)) return undefined;
  const isTelling = toldChars([head]) >= least;
  // Many ids share a short beginning, and a store would search all of them.
  const hasRarePiece = !isTelling && others.some(piece => !isShortWord(piece));
  return {
    pattern: toGlob([hasRarePiece ? '' : head, ...(isCut ? others : [''])]),
    isOf: compilePattern(toGlob([head, ...(isCut ? others : [''])])),
    head: isTelling ? head : undefined,
  };
}

function toGlob(pieces: readonly string[]): TextPattern {
  return { text: pieces.map(piece => piece.replaceAll(/[\\*]/gu, String.raw`\$&`)).join('*'), isGlob: true };
}

function toldChars(pieces: readonly string[]): number {
  return pieces.join('').replace(/^[a-z]+_/iu, '').length;
}

export const idPartHint = `a part of an id needs at least ${leastOfRun} characters after "run_"`;
