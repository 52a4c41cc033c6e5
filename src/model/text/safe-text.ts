import { memoText } from '../memo.ts';
import { maskedStart, startOf } from './cut-text.ts';
import { redactText } from './redact.ts';
import { sanitizeLine, sanitizeLines } from './sanitize.ts';

export type SafeOptions = {
  /** In UTF-16 units; a shortened text ends with `…`, which counts. */
  readonly maxLength?: number;
  readonly reveal?: boolean;
};

const longestRemembered = 300;
const mostRemembered = 4000;
/** A frame repeats the names of the one before. */
const maskLineOnce = memoText(maskLine, mostRemembered);

/** One line to show: masked, then made safe for a terminal, then cut. */
export function safeLine(text: string, { maxLength, reveal = false }: SafeOptions = {}): string {
  if (reveal) return sanitizeLine(cutLine(text, maxLength));
  if (text.length > longestRemembered) {
    const { text: line, isCut } = maskedStart(text, maxLength ?? Number.POSITIVE_INFINITY, maskLine);
    return cutLine(isCut ? `${line}…` : line, maxLength);
  }
  return cutLine(maskLineOnce(text), maxLength);
}

/** Lines to show: masked, then each made safe for a terminal. */
export function safeLines(text: string, options: Pick<SafeOptions, 'reveal'> = {}): readonly string[] {
  return sanitizeLines(options.reveal ? text : redactText(text).text);
}

export function cutLine(line: string, maxLength = line.length): string {
  return line.length > maxLength ? `${startOf(line, maxLength - 1)}…` : line;
}

/** Masks twice, because line breaks that become spaces may reveal a secret. */
function maskLine(text: string, redact: (text: string) => { readonly text: string } = redactText): string {
  const masked = redact(text).text;
  const line = sanitizeLine(masked);
  return line === masked ? masked : sanitizeLine(redact(line).text);
}
