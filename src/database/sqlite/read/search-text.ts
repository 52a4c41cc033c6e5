import { cutMark, foldText, textMark as mark } from '../../runs/index-entry.ts';

/**
 * Both text indexes hold text that was folded before, so that SQLite compares bytes and `model/query` alone
 * defines what is equal. `texts` holds the three-character pieces of id, name and error. Two marks precede
 * each text, so that its first one or two characters are a piece as well. `words` holds payloads' words.
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

/** A `MATCH` for `words` that finds the runs whose payloads hold all the words, the last as a beginning. */
export function searchMatch(words: readonly string[]): string {
  return `${valueMatch(words)} *`;
}

/** The same where the last word is a whole one, too. */
export function valueMatch(words: readonly string[]): string {
  return words.map(quote).join(' AND ');
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
