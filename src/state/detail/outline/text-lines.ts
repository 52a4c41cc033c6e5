import { redactText } from '../../../model/text/redact.ts';
import { findLineStart, nextLineStart } from './line-start.ts';
import { maskPart, secretsIn } from './mask-part.ts';

/** A text as lines of bounded length, read by index without splitting the whole text. */
export type TextLines = {
  readonly text: string;
  readonly count: number;
  /** The offset of every 128th line. */
  readonly marks: readonly number[];
  /** Whether lines are masked when they are read, because the text is too long to mask whole. */
  readonly isMasked: boolean;
};

const linesPerMark = 128;
const mostUnitsMaskedAtOnce = 200_000;
const mostRegionsKept = 8;

/** Reads the text once and keeps one offset for every 128 lines. */
export function createTextLines(text: string, masks = false): TextLines {
  const isMasked = masks && text.length > mostUnitsMaskedAtOnce;
  const shown = masks && !isMasked ? redactText(text).text : text;
  const marks: number[] = [];
  let count = 0;
  let at = 0;
  let feed = shown.indexOf('\n');
  do {
    if (count % linesPerMark === 0) marks.push(at);
    count += 1;
    at = nextLineStart(shown, at, feed);
    if (feed >= 0 && feed < at) feed = shown.indexOf('\n', at);
  } while (at < shown.length);
  return { text: shown, count, marks, isMasked };
}

export function lineAt(lines: TextLines, index: number): string {
  return regionLines(lines, Math.floor(index / linesPerMark))[index % linesPerMark] ?? '';
}

const regionsOf = new WeakMap<TextLines, Map<number, readonly string[]>>();

/** The lines from one mark to the next, cached for the last few regions. */
function regionLines(lines: TextLines, region: number): readonly string[] {
  const kept = regionsOf.get(lines) ?? new Map<number, readonly string[]>();
  regionsOf.set(lines, kept);
  const known = kept.get(region);
  if (known) return known;
  const cut = readRegion(lines, region);
  if (kept.size >= mostRegionsKept) kept.delete(kept.keys().next().value ?? 0);
  kept.set(region, cut);
  return cut;
}

function readRegion({ text, marks, isMasked }: TextLines, region: number): readonly string[] {
  const start = marks[region] ?? text.length;
  const end = marks[region + 1] ?? text.length;
  const secrets = isMasked ? secretsIn(text, start, end) : [];
  const cut: string[] = [];
  for (let at = start; at < end; ) {
    const next = findLineStart(text, at);
    const line = text.slice(at, next).replace(/\r?\n$/, '');
    cut.push(secrets.length === 0 ? line : maskPart(line, at, secrets));
    at = next;
  }
  return cut;
}
