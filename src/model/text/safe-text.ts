import { readableStart, withoutTail } from './readable-start.ts';
import { redactText } from './redact.ts';
import { type SanitizeOptions, sanitizeLine, sanitizeLines } from './sanitize.ts';

export type SafeOptions = SanitizeOptions & {
  /** Shows secrets instead of masking them. */
  readonly reveal?: boolean;
};

const longestRemembered = 300;
const mostRemembered = 4000;
/** A frame shows the same names as the one before. */
const remembered = new Map<string, string>();

/** One line that may be shown: its secrets masked, then made safe for a terminal, then cut. */
export function safeLine(text: string, { maxLength, reveal = false }: SafeOptions = {}): string {
  if (reveal) return sanitizeLine(text, { maxLength });
  if (text.length > longestRemembered) return maskStart(text, maxLength);
  const known = remembered.get(text);
  const line = known ?? sanitizeLine(maskLine(text));
  if (known === undefined) remember(text, line);
  return maxLength !== undefined && line.length > maxLength ? sanitizeLine(line, { maxLength }) : line;
}

/** Lines that may be shown: their secrets masked, then each made safe for a terminal. */
export function safeLines(text: string, options: SafeOptions = {}): readonly string[] {
  return sanitizeLines(options.reveal ? text : redactText(text).text);
}

function remember(text: string, line: string): void {
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(text, line);
}

/** Reads no further than needed to find the secrets in what is shown. */
function maskStart(text: string, maxLength = text.length): string {
  const start = readableStart(text, maxLength);
  if (!start.isCut) return sanitizeLine(maskLine(text), { maxLength });
  return sanitizeLine(`${withoutTail(maskLine(start.text))}…`, { maxLength });
}

/** A secret may only show once line breaks have become spaces. */
function maskLine(text: string): string {
  const masked = redactText(text).text;
  const line = sanitizeLine(masked);
  return line === masked ? masked : redactText(line).text;
}
