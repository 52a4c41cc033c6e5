import { toJsonText } from '../../model/payload/payload-text.ts';
import { startOf } from '../../model/text/cut-text.ts';
import { MaskedContainer } from '../../model/text/redact-value.ts';
import { safeText } from './safe-text.ts';
import { quotesBytes, sentBytes } from './sent-bytes.ts';

/** Values are cut below this depth: deeper ones are of no use to a reader. */
export const deepest = 40;
/** The quotes, the colon and the comma of a member. */
const memberBytes = quotesBytes + 2;
/** In UTF-16 units. */
export const longestKey = 100;

/** How many bytes a value takes as sent; reads no more than is needed to know that it is above `limit`. */
export function measure(value: unknown, limit: number, depth = 0): number {
  if (typeof value === 'string') return quotesBytes + textBytes(value, limit);
  if (!(value instanceof MaskedContainer)) return sentBytes(toJsonText(value, { indent: 0 }));
  if (depth >= deepest) return limit + 1;
  let size = 2;
  for (let at = 0; at < value.size && size <= limit; at += 1)
    size +=
      (value.isList ? 1 : keyBytes(shownKey(value.keyAt(at)))) +
      measure(value.memberAt(at), limit - size, depth + 1);
  return size;
}

/** Longer texts are shortened, whatever is left of them once they are safe. */
const longestText = 40_000;

function textBytes(text: string, limit: number): number {
  return sentBytes(text.length > longestText ? text : safeText(text), limit);
}

export function keyBytes(key: string): number {
  return memberBytes + sentBytes(key);
}

/** A long key is shortened. */
export function shownKey(key: string): string {
  const safe = safeText(key);
  if (safe.length <= longestKey) return safe;
  return `${startOf(safe, longestKey - 1)}…`;
}
