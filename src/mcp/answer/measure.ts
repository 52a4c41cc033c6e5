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

/** A text without control and escape sequences; a secret may only show once these are gone. */
export function safeText(text: string): string {
  const clean = sanitizeLines(text).join('\n');
  return clean === text ? text : redactText(clean).text;
}

/** The bytes of each ASCII character as sent: in JSON text, which is again a text of a message of JSON. */
const asciiBytes = Array.from({ length: 0x80 }, (_, code) => bytesOf(String.fromCharCode(code)));
const loneSurrogateBytes = bytesOf('\ud800');

function bytesOf(char: string): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(char).slice(1, -1))) - 2;
}

/** How many bytes a text without its quotes takes as sent; reads no further than to be above `most`. */
export function sentBytes(text: string, most = Number.POSITIVE_INFINITY): number {
  let bytes = 0;
  for (let at = 0; at < text.length && bytes <= most; at += unitsAt(text, at)) bytes += bytesAt(text, at);
  return bytes;
}

/** The end of the longest part of a text from `start` on that takes so many bytes at most. */
export function endWithin(text: string, start: number, most: number): number {
  let bytes = 0;
  for (let at = start; ; at += unitsAt(text, at)) {
    bytes += at < text.length ? bytesAt(text, at) : Number.POSITIVE_INFINITY;
    if (bytes > most) return at;
  }
}

function bytesAt(text: string, at: number): number {
  const code = text.codePointAt(at) ?? 0;
  if (code < 0x80) return asciiBytes[code] ?? 1;
  if (code < 0x800) return 2;
  if (code > 0xffff) return 4;
  return code >= 0xd800 && code <= 0xdfff ? loneSurrogateBytes : 3;
}

function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
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
