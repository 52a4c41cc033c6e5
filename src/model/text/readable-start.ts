import { isSimpleText } from './char-width.ts';
import { sanitizeLines } from './sanitize.ts';

/** The units read further than shown, to find a secret across the cut. */
const readAhead = 4096;
const longestRead = 256 * 1024;

export type ReadableStart = {
  /** Without control sequences and invisible characters, on the same lines. */
  readonly text: string;
  readonly isCut: boolean;
};

/** The start of a text, long enough to find every secret that begins in the first `units` readable units. */
export function readableStart(text: string, units: number): ReadableStart {
  for (let length = units + readAhead; ; length *= 4) {
    const isCut = length < text.length;
    const start = isCut ? text.slice(0, length) : text;
    const readable = isSimpleText(start) ? start : sanitizeLines(start).join('\n');
    const isEnough = readable.length >= units + readAhead / 2 || length >= longestRead;
    if (!isCut || isEnough) return { text: readable, isCut };
  }
}

/** Drops the last units that were read: a secret that begins there may be too short to be found. */
export function withoutTail(text: string): string {
  return text.slice(0, Math.max(0, text.length - readAhead / 8));
}
