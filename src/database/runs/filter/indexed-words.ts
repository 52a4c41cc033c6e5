import { globPieces } from '../../../model/query/pattern.ts';
import type { TextPattern } from '../../../model/query/query.ts';
import { queryWords, searchNeedle } from '../../../model/query/search-words.ts';
import { maxWordLength } from '../index-entry.ts';

export type IndexedWords = {
  /** As the index holds them, the last one as the beginning of a word. */
  readonly words: readonly string[];
  /** Whether a payload that holds them holds what is searched: then nothing has to be verified. */
  readonly isExact: boolean;
};

/** The words that payloads with a bare word hold; `undefined` when payloads are not searched for it. */
export function wordsOfSearch(text: string): IndexedWords | undefined {
  if (searchNeedle(text) === undefined) return undefined;
  const words = indexedWords(text);
  return { words, isExact: words.length === 1 && (words[0] ?? '').length < maxWordLength };
}

/** The words that a payload with such a value holds, wherever they are; `undefined` when no word is sure. */
export function wordsOfValue({ text, isGlob }: TextPattern): readonly string[] | undefined {
  const words = indexedWords(text);
  const isWordless = /^(?:true|false|null)$/i.test(text) || words.length === 0;
  return isGlob || isWordless ? undefined : words;
}

/** The longest text that every match of a pattern holds. */
export function longestPiece({ text, isGlob }: TextPattern): string {
  const pieces = isGlob ? globPieces(text) : [text];
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

function indexedWords(text: string): readonly string[] {
  return queryWords(text).map(word => word.slice(0, maxWordLength));
}
