import { isSimpleText } from './char-width.ts';
import { redactText } from './redact.ts';
import { sanitizeLine, sanitizeLines } from './sanitize.ts';

export type ShownLineOptions = {
  /** The longest text shown, in UTF-16 units; a shortened text ends with `…`, which counts. */
  readonly maxLength?: number;
  /** Whether the user asked to see secrets. */
  readonly reveal?: boolean;
};

const longestLine = 2000;
const longestRemembered = 300;
const mostRemembered = 4000;
const remembered = new Map<string, string>();

/**
 * A recorded name or message as the screen shows it: one safe line, its secrets masked. Every text that is not a
 * payload goes through it. It masks before it shortens, or the start of a secret would stay.
 */
export function shownLine(
  text: string,
  { maxLength = longestLine, reveal = false }: ShownLineOptions = {},
): string {
  if (reveal) return sanitizeLine(text, { maxLength });
  if (text.length > longestRemembered) return maskedLine(text, maxLength);
  const known = remembered.get(text);
  const line = known ?? maskedLine(text, longestLine);
  if (known === undefined) remember(text, line);
  return line.length > maxLength ? sanitizeLine(line, { maxLength }) : line;
}

function remember(text: string, line: string): void {
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(text, line);
}

function maskedLine(text: string, maxLength: number): string {
  const { text: readable, isCut } = readableStart(text, maxLength);
  const { text: masked, hidden } = redactText(readable);
  if (!isCut) return sanitizeLine(hidden === 0 ? text : masked, { maxLength });
  return sanitizeLine(`${withoutTail(masked)}…`, { maxLength });
}

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
    const isEnough = readable.length >= units + readAhead / 4 || length >= longestRead;
    if (!isCut || isEnough) return { text: readable, isCut };
  }
}

/** Drops the last units that were read: a secret that begins there may be too short to be found. */
export function withoutTail(text: string): string {
  return text.slice(0, Math.max(0, text.length - readAhead / 8));
}
