import { redactText } from '../../model/text/redact.ts';
import { sanitizeLines } from '../../model/text/sanitize.ts';

/** A text without control and escape sequences; a secret may only show once these are gone. */
export function safeText(text: string): string {
  const clean = sanitizeLines(text).join('\n');
  return clean === text ? text : redactText(clean).text;
}
