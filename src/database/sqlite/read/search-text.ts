import { queryWords, searchNeedle } from '../../../model/query/search-words.ts';
import { cutMark, foldText, textMark as mark, maxWordLength } from '../../runs/index-entry.ts';

/**
 * Two text indexes, both of text that was folded here, so that SQLite compares bytes and `model/query` alone
 * says what is equal. `texts` holds the three-character pieces of id, name and error, each text after two
 * marks, which makes a word of one or two characters at its beginning three characters long. `words` holds
 * the words of the payloads.
 */
export const cutWordsMatch = quote(cutMark);

/**
 * A `MATCH` for `texts` that finds at least every run in which a text holds (`isShort`: begins with) the
 * part.
 */
export function textsMatch(part: string): string | undefined {
  const text = foldText(part);
  const length = [...text].length;
  if (length === 0 || !text.isWellFormed()) return undefined;
  const chars = [...(length < 3 ? (mark + mark).slice(length - 1) + text : text)];
  const pieces = new Set(chars.slice(2).map((_, at) => chars.slice(at, at + 3).join('')));
  return [...pieces].map(quote).join(' AND ');
}

export type WordsMatch = {
  readonly match: string;
  /** Whether it finds no others, so that its answer needs no proof. */
  readonly isExact: boolean;
};

/** A `MATCH` for `words` that finds at least every run whose payloads hold the bare word. */
export function wordsMatch(text: string): WordsMatch | undefined {
  if (searchNeedle(text) === undefined) return undefined;
  const words = queryWords(text).map(word => word.slice(0, maxWordLength));
  const match = words
    .map((word, at) => (at === words.length - 1 ? `${quote(word)} *` : quote(word)))
    .join(' AND ');
  return { match, isExact: words.length === 1 && (words[0] ?? '').length < maxWordLength };
}

/**
 * A `MATCH` for `words` that finds at least every run with a payload that holds the text's words, wherever
 * they stand.
 */
export function valueMatch(text: string): string {
  return queryWords(text)
    .map(word => quote(word.slice(0, maxWordLength)))
    .join(' AND ');
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
