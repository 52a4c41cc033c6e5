import { compilePattern } from './pattern.ts';
import type { TextPattern } from './query.ts';
import { isShortWord } from './search-words.ts';

/** A part of an id, as it is typed or copied from where it was cut: `run_01M8PXNA`, `run_01M8…FJ`. */
export type IdPart = {
  /** The beginning of the id, where it is long enough to look ids up by it. */
  readonly head?: string;
  /** What to search for otherwise; it may match more ids than `isOf`. */
  readonly pattern: TextPattern;
  /** Whether an id has the part. Case does not matter. */
  readonly isOf: (id: string) => boolean;
};

/** How many characters the beginning of an id has at least, after a word such as `run_`. */
type Least = number;

const leastOfRun: Least = 8;
/** In a narrow terminal `failures list` shows so many, which are those of very few failures. */
export const leastOfFailure: Least = 7;
/** The screen shows at least so many of an id that it cuts. */
const leastOfCut = 4;

/** `undefined` for a text that tells too little. */
export function parseIdPart(text: string, least: Least = leastOfRun): IdPart | undefined {
  const [head = '', ...others] = text.trim().split(/…|\.{3}/u);
  const isCut = others.length > 0;
  if (toldChars([head, ...others]) < (isCut ? leastOfCut : least)) return undefined;
  const isTelling = toldChars([head]) >= least;
  // A short beginning is that of many ids, all of which a store would search.
  const hasRarePiece = !isTelling && others.some(piece => !isShortWord(piece));
  return {
    pattern: toGlob([hasRarePiece ? '' : head, ...(isCut ? others : [''])]),
    isOf: compilePattern(toGlob([head, ...(isCut ? others : [''])])),
    ...(isTelling ? { head } : {}),
  };
}

function toGlob(pieces: readonly string[]): TextPattern {
  return { text: pieces.map(escapePiece).join('*'), isGlob: true };
}

function toldChars(pieces: readonly string[]): number {
  return pieces.join('').replace(/^[a-z]+_/iu, '').length;
}

function escapePiece(piece: string): string {
  return piece.replaceAll(/[\\*]/gu, String.raw`\$&`);
}

/** Says what a text that is too short to be a part of an id lacks. */
export const idPartHint = `a part of an id needs at least ${leastOfRun} characters after "run_"`;
