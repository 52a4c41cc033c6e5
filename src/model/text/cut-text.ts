import { isSimpleText } from './char-width.ts';
import { findSecrets, redactStart, redactText } from './redact.ts';
import { sanitizeLines } from './sanitize.ts';

/** A string, or a text that is decoded where it is read. */
export type ReadableText = { readonly length: number; slice(start: number, end?: number): string };

/** Units read beyond what is shown, to find a secret across the cut. */
const readAhead = 4096;
const longestRead = 256 * 1024;

type TextStart = { readonly text: string; readonly isCut: boolean };

/** The start of a text with every secret that begins in its first readable `units`. */
function readableStart(text: ReadableText, units: number): TextStart {
  for (let length = units + readAhead; ; length *= 4) {
    if (length >= text.length) return { text: text.slice(0), isCut: false };
    const start = text.slice(0, length);
    const readable = isSimpleText(start) ? start : sanitizeLines(start).join('\n');
    if (readable.length >= units + readAhead / 2) return { text: start, isCut: true };
    if (length >= longestRead) return { text: readable, isCut: true };
  }
}

/** At the end of what was read, a secret may begin that is too short to be found. */
const undecidedUnits = 512;

/** Masks a whole text, or with `redactStart` the start of a longer one. */
type MaskText = (text: string, redact: (text: string) => { readonly text: string }) => string;

const maskOnce: MaskText = (text, redact) => redact(text).text;

/**
 * The masked start of a text, at most `units` long: the only way to cut a text that is shown. Masks further
 * than it keeps, but not all of a long text, and drops an end that may be a secret.
 */
export function maskedStart(text: ReadableText, units: number, maskText: MaskText = maskOnce) {
  const start = readableStart(text, units);
  const masked = start.isCut
    ? maskText(start.text, redactStart).slice(0, -undecidedUnits)
    : maskText(start.text, redactText);
  const isCut = start.isCut || masked.length > units;
  return { text: masked.length > units ? startOf(masked, units) : masked, isCut };
}

export function startOf(text: string, units: number): string {
  return text.slice(0, Math.max(0, units)).replace(/[\uD800-\uDBFF]$/, '');
}

/** Before a cut, so many units may hold a secret that it splits. */
const readBefore = 64 * 1024;

/** The start of a text that is masked later, cut between code points and before a secret. */
export function cutText(text: ReadableText, units: number): string {
  if (text.length <= units) return text.slice(0);
  const from = Math.max(0, units - readBefore);
  const around = readableStart(from === 0 ? text : text.slice(from), units - from).text;
  return text.slice(0, from) + startOf(around, safeCut(around, units - from));
}

function safeCut(text: string, units: number): number {
  const secrets = findSecrets(text).filter(({ start }) => start < units);
  for (let cut = units; ; ) {
    const found = findSecrets(text.slice(0, cut));
    const bare = secrets.find(({ start, end }) => {
      const shownEnd = Math.min(end, cut);
      return start < cut && !found.some(one => one.start <= start && one.end >= shownEnd);
    });
    if (bare === undefined) return cut;
    cut = bare.start;
  }
}

export const longestLine = 1000;

/** The start of the line after the one at `at`, else the length; `feed` is the next line feed or -1. */
export function nextLineStart(text: string, at: number, feed: number): number {
  const cut = at + longestLine;
  if (feed >= 0 && feed <= cut) return feed + 1;
  if (cut >= text.length) return text.length;
  return isLowSurrogate(text, cut) ? cut - 1 : cut;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** The most of an error message kept in a row, in UTF-16 units. */
export const errorLineUnits = 1_000;

/** The first non-blank line of a message, cut outside of secrets. */
export function errorLine(message: string): string {
  if (!message.includes('\n') && !message.includes('\r')) return cutText(message, errorLineUnits);
  const blank = /^\s*[\r\n]/.exec(message.slice(0, errorLineUnits))?.[0].length ?? 0;
  const feed = message.indexOf('\n', blank);
  const line = message.slice(blank, feed < 0 ? undefined : feed);
  return cutText(feed < 0 ? line : line.replace(/\r$/, ''), errorLineUnits);
}
