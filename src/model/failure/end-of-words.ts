import { createCharacterTest } from './signs.ts';

export type Part = {
  readonly start: number;
  readonly part: string;
  readonly masked: string;
  /** More than one only for a quoted sentence. */
  readonly values: readonly string[];
};

const otherSpaces = /\s{2}|[^\S ]/;

export function toTemplate(masked: string): string {
  return (otherSpaces.test(masked) ? masked.replace(/\s{2,}|[^\S ]/g, ' ') : masked).trim();
}

/** ` (org: 7f3c)`, ` (2 retries)` at the end: details that vary, and no part of the cause. */
const aside =
  /(?: |(?<=[^\x00-\x7f]))[(（](?!(?:os )?error|errno|code|status|HTTP|exit|signal)[^()]{1,80}[)）]\.?$/iu;

/** The index where the message ends: before an aside, and before it repeats itself. */
export function endOfWords(text: string, parts: readonly Part[]): number {
  return Math.min(startOfAside(text, parts), endOfFirst(text, parts));
}

const between = /[;,|] |\n/g;
const mayRepeat = createCharacterTest(';,|\n');
const shortestRepeated = 8;
const mostRepeated = 100;

/** Where the first of several repetitions ends: `stop 3: too late; stop 7: too late`. */
function endOfFirst(text: string, parts: readonly Part[]): number {
  if (!mayRepeat(text)) return text.length;
  const ends = Array.from(text.matchAll(between), ({ index }) => index).filter(
    index => !parts.some(({ start, part }) => start < index && index < start + part.length),
  );
  if (ends.length === 0 || ends.length > mostRepeated) return text.length;
  const starts = [0, ...ends.map(end => end + 1)];
  const said = starts.map((start, at) => maskedBetween(text, parts, start, ends[at] ?? text.length));
  const period = starts.findIndex(
    (start, at) =>
      start > shortestRepeated &&
      said.length % at === 0 &&
      said.every((one, index) => one === said[index % at]),
  );
  return period < 0 ? text.length : (ends[period - 1] ?? text.length);
}

function maskedBetween(text: string, parts: readonly Part[], from: number, to: number): string {
  let masked = '';
  let end = from;
  for (const one of parts) {
    if (one.start < from || one.start >= to) continue;
    masked += text.slice(end, one.start) + one.masked;
    end = one.start + one.part.length;
  }
  return toTemplate(masked + text.slice(end, to)).replace(/[.!]$/, '');
}

function startOfAside(text: string, parts: readonly Part[]): number {
  const start = /[)）]\.?$/u.test(text) ? text.search(aside) : -1;
  if (start <= 0) return text.length;
  const inside = parts.filter(part => part.start > start);
  const [first] = inside;
  const isOneValue =
    inside.length === 1 &&
    first !== undefined &&
    first.values.length > 0 &&
    first.part.length + 3 >= text.length - start;
  return inside.length > 0 && !isOneValue && inside.every(({ masked }) => masked.startsWith('<'))
    ? start
    : text.length;
}
