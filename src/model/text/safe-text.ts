import { redactText } from './redact.ts';
import { type SanitizeOptions, sanitizeLine, sanitizeLines } from './sanitize.ts';

export type SafeOptions = SanitizeOptions & {
  /** Shows secrets instead of masking them. */
  readonly reveal?: boolean;
};

/** Read beyond the longest length, so that a secret across the cut is masked too. */
const contextUnits = 4096;

/** One line that may be shown: its secrets masked, then made safe for a terminal, then cut. */
export function safeLine(text: string, { maxLength, reveal = false }: SafeOptions = {}): string {
  if (reveal) return sanitizeLine(text, { maxLength });
  const read = maxLength === undefined ? text : text.slice(0, maxLength + contextUnits);
  return sanitizeLine(maskLine(read), { maxLength });
}

/** Lines that may be shown: their secrets masked, then each made safe for a terminal. */
export function safeLines(text: string, options: SafeOptions = {}): readonly string[] {
  return sanitizeLines(options.reveal ? text : redactText(text).text);
}

/** A secret may only show once line breaks have become spaces. */
function maskLine(text: string): string {
  const masked = redactText(text).text;
  const line = sanitizeLine(masked);
  return line === masked ? masked : redactText(line).text;
}
