import { redactText } from '../../../model/text/redact.ts';
import { findLineStart, nextLineStart } from './line-start.ts';

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
/** The units read around a cut to detect a secret across it. */
const contextUnits = 4096;
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
  const home = Math.floor(index / linesPerMark);
  const first = regionStart(lines, home);
  const region = index < first ? home - 1 : home;
  const start = region === home ? first : regionStart(lines, region);
  return regionLines(lines, region, start)[index - start] ?? '';
}

type Region = { readonly start: number; readonly lines: readonly string[] };

const regionsOf = new WeakMap<TextLines, Map<number, Region>>();

/** The lines from one mark to the next, cached for the last few regions. */
function regionLines(lines: TextLines, region: number, start: number): readonly string[] {
  const kept = regionsOf.get(lines) ?? new Map<number, Region>();
  regionsOf.set(lines, kept);
  const known = kept.get(region);
  if (known) return known.lines;
  const end = Math.min(lines.count, regionStart(lines, region + 1));
  const raw = lines.text.slice(offsetOf(lines, start), offsetOf(lines, end));
  const cut = lines.isMasked ? fitLines(cutLines(redactText(raw).text), end - start) : cutLines(raw);
  if (kept.size >= mostRegionsKept) kept.delete(kept.keys().next().value ?? 0);
  kept.set(region, { start, lines: cut });
  return cut;
}

/** Masking may change the number of lines: the excess is joined to the last one. */
function fitLines(cut: readonly string[], count: number): readonly string[] {
  return cut.length <= count ? cut : [...cut.slice(0, count - 1), cut.slice(count - 1).join(' ')];
}

function cutLines(text: string): readonly string[] {
  const cut: string[] = [];
  for (let at = 0; at < text.length; ) {
    const next = findLineStart(text, at);
    cut.push(text.slice(at, next).replace(/\r?\n$/, ''));
    at = next;
  }
  return cut;
}

const startsOf = new WeakMap<TextLines, Map<number, number>>();

/** The first line of a region: the first after its mark where no secret lies across the cut. */
function regionStart(lines: TextLines, region: number): number {
  const mark = region * linesPerMark;
  if (!lines.isMasked || region <= 0 || mark >= lines.count) return Math.max(0, mark);
  const known = startsOf.get(lines) ?? new Map<number, number>();
  startsOf.set(lines, known);
  const start = known.get(region) ?? findSafeCut(lines, mark);
  known.set(region, start);
  return start;
}

function findSafeCut({ text, count, marks }: TextLines, mark: number): number {
  const last = Math.min(count, mark + linesPerMark);
  let at = marks[mark / linesPerMark] ?? 0;
  for (let line = mark; line < last; line += 1) {
    if (isSafeCut(text, at)) return line;
    at = findLineStart(text, at);
  }
  return last;
}

function isSafeCut(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - contextUnits), at);
  const after = text.slice(at, at + contextUnits);
  return redactText(before + after).text === redactText(before).text + redactText(after).text;
}

function offsetOf({ text, count, marks }: TextLines, index: number): number {
  if (index >= count) return text.length;
  let at = marks[Math.floor(index / linesPerMark)] ?? text.length;
  for (let skip = index % linesPerMark; skip > 0; skip -= 1) {
    at = findLineStart(text, at);
  }
  return at;
}
