import { cutMark, foldText, textMark as mark } from '../../runs/filter/index-entry.ts';

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
  return someOf([...pieces])
    .map(quote)
    .join(' AND ');
}

/**
 * A `MATCH` for `words`: finds at least the payloads with all the words, the last as a prefix, which is
 * left out where it is common. `undefined` if nothing is left.
 */
export function searchMatch(
  words: readonly string[],
  isCommonPrefix: (prefix: string) => boolean,
): string | undefined {
  const last = words.at(-1) ?? '';
  const parts = someOf(words.slice(0, -1)).map(quote);
  if (!isCommonPrefix(last)) parts.push(`${quote(last)} *`);
  return parts.length > 0 ? parts.join(' AND ') : undefined;
}

/** Matches whole words only. */
export function valueMatch(words: readonly string[]): string {
  return someOf(words).map(quote).join(' AND ');
}

const most = 12;

/** A `MATCH` of some words or pieces finds at least what one of all finds, however long the text is. */
function someOf(texts: readonly string[]): readonly string[] {
  if (texts.length <= most) return texts;
  return Array.from({ length: most }, (_, at) => texts[Math.floor((at * texts.length) / most)] ?? '');
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
