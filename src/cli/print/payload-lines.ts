import { countOf } from '../../model/text/formats.ts';
import { redactText } from '../../model/text/redact.ts';
import { redactValue } from '../../model/text/redact-value.ts';
import { sanitizeLine, sanitizeLines } from '../../model/text/sanitize.ts';

/** Turns payloads into sanitized lines, and masks and counts secrets. */
export type PayloadWriter = {
  readonly value: (value: unknown) => readonly string[];
  readonly text: (text: string) => readonly string[];
  /** A name or another short text, on one line. */
  readonly line: (text: string) => string;
  readonly hidden: () => number;
};

const mostLines = 200;
const longestLine = 2000;
const longestText = 200_000;

export async function createPayloadWriter(): Promise<PayloadWriter> {
  const { toYamlText } = await import('../../model/payload/payload-text.ts');
  let hidden = 0;
  const toLines = (text: string) => {
    const lines = sanitizeLines(text.slice(0, longestText)).map(cutLine);
    if (text.length <= longestText && lines.length <= mostLines) return lines;
    const left = text.length - lines.slice(0, mostLines).join('\n').length;
    return [...lines.slice(0, mostLines), `… ${countOf(left, 'more character')}; -o json prints everything`];
  };
  const mask = (text: string) => {
    const masked = redactText(text);
    hidden += masked.hidden;
    return masked.text;
  };
  return {
    value: value => {
      const masked = redactValue(value);
      hidden += masked.hidden;
      return toLines(toYamlText(masked.value, { isForDisplay: true }).trimEnd());
    },
    text: text => (text === '' ? [] : toLines(mask(text))),
    line: text => mask(sanitizeLine(mask(text))),
    hidden: () => hidden,
  };
}

function cutLine(line: string): string {
  if (line.length <= longestLine) return line;
  return `${line.slice(0, longestLine)}… ${countOf(line.length - longestLine, 'more character')}`;
}
