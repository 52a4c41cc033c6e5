import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import type { ReadableText } from '../../../model/text/cut-text.ts';
import { longestLine, nextLineStart } from '../../../model/text/line-start.ts';
import { redactText } from '../../../model/text/redact.ts';
import { maskPart, secretsIn } from './mask-part.ts';

/** A text as lines of bounded length, read by index without splitting the whole text. */
export type TextLines = {
  readonly text: ReadableText;
  readonly count: number;
  /** The offset of every 128th line. */
  readonly marks: ArrayLike<number>;
  /** Whether lines are masked when they are read, because the text is too long to mask whole. */
  readonly isMasked: boolean;
};

const linesPerMark = 128;
const mostUnitsMaskedAtOnce = 200_000;
const mostRegionsKept = 8;

/** Reads the text once and keeps one offset for every 128 lines. */
export function createTextLines(text: string | LazyText, masks = false): TextLines {
  if (text instanceof LazyText) {
    const { count, marks } = text.places.lines;
    if (text.length > mostUnitsMaskedAtOnce) return { text, count, marks, isMasked: masks };
    return createTextLines(text.toString(), masks);
  }
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
  const part = text.slice(start, end + longestLine + 1);
  const cut: string[] = [];
  for (let at = 0; at < end - start; ) {
    const next = nextLineStart(part, at, part.indexOf('\n', at));
    const line = part.slice(at, next).replace(/\r?\n$/, '');
    cut.push(secrets.length === 0 ? line : maskPart(line, start + at, secrets));
    at = next;
  }
  return cut;
}
