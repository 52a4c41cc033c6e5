import { toJsonText } from '../../model/payload/payload-text.ts';
import { startOf } from '../../model/text/cut-text.ts';
import { redactText } from '../../model/text/redact.ts';
import { MaskedContainer } from '../../model/text/redact-value.ts';
import { sanitizeLines } from '../../model/text/sanitize.ts';

export const deepest = 40;
export const quotesBytes = 4;
/** The quotes, the colon and the comma of a member. */
const memberBytes = quotesBytes + 2;
/** In UTF-16 units. */
export const longestKey = 100;

/** Bytes as sent; stops once the value is known to exceed `limit`. */
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

/** Longer texts are shortened in any case, so they need not be made safe first. */
const longestText = 40_000;

/** Each UTF-16 unit takes at least a byte. */
function textBytes(text: string, limit: number): number {
  const safe = text.length > longestText ? text : safeText(text);
  return safe.length > limit ? safe.length : sentBytes(safe);
}

export function keyBytes(key: string): number {
  return memberBytes + sentBytes(key);
}

export function shownKey(key: string): string {
  const safe = safeText(key);
  if (safe.length <= longestKey) return safe;
  return `${startOf(safe, longestKey - 1)}…`;
}

/** Removes control and escape sequences, then masks again: a secret may only show without them. */
export function safeText(text: string): string {
  const clean = sanitizeLines(text).join('\n');
  return clean === text ? text : redactText(clean).text;
}

/** Bytes as sent, without quotes: the text is in JSON, which is itself a string in JSON. */
export function sentBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(text).slice(1, -1))) - 2;
}

export function endWithin(text: string, start: number, most: number): number {
  const fits = (end: number): boolean => sentBytes(text.slice(start, end)) <= most;
  let longest = Math.min(text.length, start + Math.max(0, Math.floor(most)));
  if (longest === text.length && fits(longest)) return longest;
  let shortest = start;
  while (shortest < longest) {
    const middle = Math.ceil((shortest + longest) / 2);
    if (fits(wholeEnd(text, middle))) shortest = middle;
    else longest = middle - 1;
  }
  return Math.max(start, wholeEnd(text, shortest));
}

function wholeEnd(text: string, end: number): number {
  return (text.codePointAt(end - 1) ?? 0) > 0xffff ? end - 1 : end;
}

/** A part that was left out; the same call with its `path` and `cursor` continues it. */
export type Cut = {
  readonly path: string;
  /** Up to where it was shown, from the start. */
  readonly shown: number;
  readonly of: number;
  readonly unit: 'characters' | 'items' | 'members' | 'levels';
};
