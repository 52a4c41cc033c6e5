import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import { longestLine, maskedStart, nextLineStart, type ReadableText } from '../../../model/text/cut-text.ts';
import { findSecrets, redactLeaf, redactText } from '../../../model/text/redact.ts';
import { secretHeaderOf } from '../../../model/text/secrets/secret-columns.ts';
import { mask } from '../../../model/text/secrets/secret-value.ts';

/** Lines of bounded length, read by index without splitting the whole text. */
export type TextLines = {
  readonly text: ReadableText;
  readonly count: number;
  /** The offset of every 128th line. */
  readonly marks: ArrayLike<number>;
  /** Whether lines are masked as they are read, because the text is too long to mask whole. */
  readonly isMasked: boolean;
};

const linesPerMark = 128;
const mostUnitsMaskedAtOnce = 200_000;
const mostRegionsKept = 8;

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

type Place = { readonly start: number; readonly end: number };

/** Read before and after a part of a text, for secrets that lie across its ends. */
const contextUnits = 16_384;
const nameUnits = 512;

export function secretsIn(text: ReadableText, start: number, end: number): readonly Place[] {
  const before = withHeader(text, contextBefore(text, start), start);
  const shift = start - before.length;
  return findSecrets(before + text.slice(start, end + contextUnits))
    .map(secret => ({ start: secret.start + shift, end: secret.end + shift }))
    .filter(secret => secret.end > start && secret.start < end);
}

function maskPart(line: string, at: number, secrets: readonly Place[]): string {
  let masked = '';
  let done = 0;
  for (const { start, end } of secrets) {
    const from = Math.max(done, start - at);
    const to = Math.min(line.length, end - at);
    if (from >= to) continue;
    masked += line.slice(done, from) + mask;
    done = to;
  }
  return masked + line.slice(done);
}

/** Puts a table's header above a part that may be rows of it: column names tell which cells are secret. */
function withHeader(text: ReadableText, before: string, start: number): string {
  if (before.length === start) return before;
  const header = secretHeaderOf(text.slice(0, contextUnits));
  if (header === undefined) return before;
  return `${header}\n${before.slice(before.indexOf('\n') + 1)}`;
}

const separator = /[\s"'`,&<>]/;
const lastSeparator = /[\s"'`,&<>](?=[^\s"'`,&<>]*$)/;

/** The text before a part; for one long value only the value's name and start, and its end. */
function contextBefore(text: ReadableText, start: number): string {
  const near = text.slice(Math.max(0, start - contextUnits), start);
  if (near.length === start || separator.test(near)) return near;
  let from = start - near.length;
  while (from > 0) {
    const before = Math.max(0, from - contextUnits);
    const found = text.slice(before, from).search(lastSeparator);
    from = found < 0 ? before : before + found + 1;
    if (found >= 0) break;
  }
  return text.slice(Math.max(0, from - nameUnits), from + nameUnits) + near;
}

type Mask = { readonly name?: string | number; readonly isSecret?: boolean; readonly reveal: boolean };

/** Masks a recorded value unless secrets are revealed; does not sanitise it. */
export function shownValue(value: unknown, look: Mask): unknown {
  return look.reveal ? value : maskLeaf(value, look).value;
}

export function isMaskedWhole(look: Mask): boolean {
  return !look.reveal && maskLeaf('x', look).hidden > 0;
}

function maskLeaf(value: unknown, { name, isSecret }: Mask) {
  return redactLeaf(typeof name === 'string' ? name : undefined, value, isSecret);
}

export function shownStart(text: ReadableText, units: number, look: Mask): string {
  if (isMaskedWhole(look)) return text.length === 0 ? '' : mask;
  if (look.reveal) return text.slice(0, units);
  return maskedStart(text, text.length <= units ? Number.POSITIVE_INFINITY : units).text;
}
