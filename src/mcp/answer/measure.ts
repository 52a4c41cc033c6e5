import { toJsonText } from '../../model/payload/payload-text.ts';
import { startOf } from '../../model/text/cut-text.ts';
import { redactText } from '../../model/text/redact.ts';
import { MaskedContainer } from '../../model/text/redact-value.ts';
import { sanitizeLines } from '../../model/text/sanitize.ts';

/** Values are cut below this depth: deeper ones are of no use to a reader. */
export const deepest = 40;
/** The quotes around a text. */
export const quotesBytes = 4;
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

/** Every unit of a text takes a byte at least. */
function textBytes(text: string, limit: number): number {
  const safe = text.length > longestText ? text : safeText(text);
  return safe.length > limit ? safe.length : sentBytes(safe);
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

/** A text without control and escape sequences; a secret may only show once these are gone. */
export function safeText(text: string): string {
  const clean = sanitizeLines(text).join('\n');
  return clean === text ? text : redactText(clean).text;
}

/** The bytes of a text without its quotes as sent: in JSON text, which again is a text in JSON. */
export function sentBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(text).slice(1, -1))) - 2;
}

/** The end of the longest part of a text from `start` on that takes so many bytes at most. */
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

/** Before a code point that an end would cut. */
function wholeEnd(text: string, end: number): number {
  return (text.codePointAt(end - 1) ?? 0) > 0xffff ? end - 1 : end;
}

/** What was left out of an answer, and how to go on: the same call with this `path` and `cursor`. */
export type Cut = {
  /** The members on the way, joined by dots; empty for the value itself. */
  readonly path: string;
  /** From the start up to here it was shown. */
  readonly shown: number;
  readonly of: number;
  readonly unit: 'characters' | 'items' | 'members' | 'levels';
};
