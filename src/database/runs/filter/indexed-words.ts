import { globPieces } from '../../../model/query/pattern.ts';
import type { TextPattern } from '../../../model/query/query.ts';
import { queryWords, searchNeedle } from '../../../model/query/search-words.ts';
import { maxWordLength } from './index-entry.ts';

export type IndexedWords = {
  /** As indexed, the last as a prefix. */
  readonly words: readonly string[];
  /** Whether a payload that contains them certainly matches. */
  readonly isExact: boolean;
};

/** The indexed words of payloads that match a bare word; `undefined` if payloads are not searched for it. */
export function wordsOfSearch(text: string): IndexedWords | undefined {
  if (searchNeedle(text) === undefined) return undefined;
  const words = indexedWords(text);
  return { words, isExact: words.length === 1 && (words[0] ?? '').length < maxWordLength };
}

/** The indexed words of payloads with the value; `undefined` if no word is certain. */
export function wordsOfValue({ text, isGlob }: TextPattern): readonly string[] | undefined {
  const words = indexedWords(text);
  const isWordless = /^(?:true|false|null)$/i.test(text) || words.length === 0;
  return isGlob || isWordless ? undefined : words;
}

/** The longest text that every match of a pattern contains. */
export function longestPiece({ text, isGlob }: TextPattern): string {
  const pieces = isGlob ? globPieces(text) : [text];
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

function indexedWords(text: string): readonly string[] {
  return queryWords(text).map(word => word.slice(0, maxWordLength));
}
