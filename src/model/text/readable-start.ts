import { isSimpleText } from './char-width.ts';
import type { ReadableText } from './readable-text.ts';
import { sanitizeLines } from './sanitize.ts';

/** The units read further than shown, to find a secret across the cut. */
const readAhead = 4096;
const longestRead = 256 * 1024;

export type TextStart = { readonly text: string; readonly isCut: boolean };

/**
 * The start of a text, long enough to find every secret that begins in the first `units` readable units.
 * Where nearly all is invisible, the readable part of it.
 */
export function readableStart(text: ReadableText, units: number): TextStart {
  for (let length = units + readAhead; ; length *= 4) {
    if (length >= text.length) return { text: text.slice(0), isCut: false };
    const start = text.slice(0, length);
    const readable = isSimpleText(start) ? start : sanitizeLines(start).join('\n');
    if (readable.length >= units + readAhead / 2) return { text: start, isCut: true };
    if (length >= longestRead) return { text: readable, isCut: true };
  }
}
