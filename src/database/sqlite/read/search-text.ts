import { cutMark, foldText, textMark as mark } from '../../runs/index-entry.ts';

/**
 * `texts` indexes id, name and error by pieces of three characters; two marks before each text make a piece
 * of its first one or two characters. `words` indexes the words of payloads. Both contain folded text.
 */
export const cutWordsMatch = quote(cutMark);

/** A `MATCH` for `texts`: finds every run with a text that contains (begins with, if short) the part. */
export function textsMatch(part: string): string | undefined {
  const text = foldText(part);
  const length = [...text].length;
  if (length === 0 || !text.isWellFormed()) return undefined;
  const chars = [...(length < 3 ? (mark + mark).slice(length - 1) + text : text)];
  const pieces = new Set(chars.slice(2).map((_, at) => chars.slice(at, at + 3).join('')));
  return [...pieces].map(quote).join(' AND ');
}

/** A `MATCH` for `words`: finds payloads that contain all the words, the last as a prefix. */
export function searchMatch(words: readonly string[]): string {
  return `${valueMatch(words)} *`;
}

/** Matches whole words only. */
export function valueMatch(words: readonly string[]): string {
  return words.map(quote).join(' AND ');
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
