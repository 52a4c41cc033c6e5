import type { Pieces } from '../../pieces.ts';
import type { ReadableText } from '../../text/cut-text.ts';
import { alignSequences } from './align-sequences.ts';

/** A range of the new text, or for `removed` of the old one. */
export type TextRun = {
  readonly change: 'same' | 'removed' | 'added';
  readonly start: number;
  readonly end: number;
};

type Edit = { readonly wasStart: number; wasEnd: number; readonly isStart: number; isEnd: number };

/** Limits the part between the common start and end, in UTF-16 units. */
export const mostUnitsByWords = 200_000;
/** About 30 ms. */
const budgetSteps = 8_000_000;
const wordsPerTurn = 2_048;
const word = /[\p{L}\p{N}\p{M}_]+|\s+|./gsu;

/** Differences by words; a changed part longer than `mostUnits` is replaced as a whole. */
export function* compareTexts(
  was: ReadableText,
  is: ReadableText,
  mostUnits = mostUnitsByWords,
): Pieces<readonly TextRun[]> {
  const start = yield* commonStart(was, is);
  const end = yield* commonEnd(was, is, start);
  const whole = { wasStart: start, wasEnd: was.length - end, isStart: start, isEnd: is.length - end };
  const isLong = Math.max(whole.wasEnd, whole.isEnd) - start > mostUnits;
  const edits = isLong ? [whole] : yield* findEdits(was, is, whole);
  return toRuns(edits, is.length);
}

function* findEdits(was: ReadableText, is: ReadableText, whole: Edit): Pieces<readonly Edit[]> {
  const ids = new Map<string, number>();
  const before = yield* splitWords(was.slice(whole.wasStart, whole.wasEnd), whole.wasStart, ids);
  const now = yield* splitWords(is.slice(whole.isStart, whole.isEnd), whole.isStart, ids);
  const matches = yield* alignSequences(before.ids, now.ids, { steps: budgetSteps });
  const edits: Edit[] = [];
  let column = 0;
  for (let row = 0; row <= matches.length; row += 1) {
    const first = row;
    while (matches[row] === -1) row += 1;
    const match = matches[row] ?? now.ids.length;
    const edit = {
      wasStart: placeAt(before, first),
      wasEnd: placeAt(before, row),
      isStart: placeAt(now, column),
      isEnd: placeAt(now, match),
    };
    if (row > first || match > column) addEdit(edits, edit, is);
    column = match + 1;
  }
  return edits;
}

/** Joins edits with only white space in between, which reads better. */
function addEdit(edits: Edit[], edit: Edit, is: ReadableText): void {
  const last = edits.at(-1);
  if (last && is.slice(last.isEnd, edit.isStart).trim() === '') {
    last.wasEnd = edit.wasEnd;
    last.isEnd = edit.isEnd;
  } else edits.push(edit);
}

type Words = { readonly ids: Int32Array; readonly places: readonly number[] };

function placeAt({ places }: Words, index: number): number {
  return places[index] ?? 0;
}

/** `places` are the start of each word and the end of the last. */
function* splitWords(text: string, start: number, known: Map<string, number>): Pieces<Words> {
  const ids: number[] = [];
  const places = [start];
  for (const [found] of text.matchAll(word)) {
    const id = known.get(found) ?? known.size + 1;
    known.set(found, id);
    places.push((places[ids.length] ?? start) + found.length);
    ids.push(id);
    if (ids.length % wordsPerTurn === 0) yield;
  }
  return { ids: Int32Array.from(ids), places };
}

function toRuns(edits: readonly Edit[], length: number): readonly TextRun[] {
  const runs: TextRun[] = [];
  let start = 0;
  for (const { wasStart, wasEnd, isStart, isEnd } of edits) {
    runs.push({ change: 'same', start, end: isStart });
    runs.push({ change: 'removed', start: wasStart, end: wasEnd });
    runs.push({ change: 'added', start: isStart, end: isEnd });
    start = isEnd;
  }
  runs.push({ change: 'same', start, end: length });
  return runs.filter(run => run.end > run.start);
}

const unitsPerTurn = 16_384;
const longestWord = 256;
const wordUnit = /[\p{L}\p{N}\p{M}_\ud800-\udfff]/u;

/** The common units at the start, without a part of a word. */
function* commonStart(was: ReadableText, is: ReadableText): Pieces<number> {
  const most = Math.min(was.length, is.length);
  let common = 0;
  while (common < most) {
    const left = was.slice(common, Math.min(most, common + unitsPerTurn));
    const right = is.slice(common, Math.min(most, common + unitsPerTurn));
    if (left !== right) {
      common += commonUnits(left, right, (text, at) => text.charCodeAt(at));
      break;
    }
    common += left.length;
    yield;
  }
  const cutsWord = (text: ReadableText) => isInWord(text, common);
  for (let back = 0; back < longestWord && (cutsWord(was) || cutsWord(is)); back += 1) common -= 1;
  return common;
}

/** The common units at the end, without a part of a word, after the common start. */
function* commonEnd(was: ReadableText, is: ReadableText, start: number): Pieces<number> {
  const most = Math.min(was.length, is.length) - start;
  let common = 0;
  while (common < most) {
    const size = Math.min(unitsPerTurn, most - common);
    const left = was.slice(was.length - common - size, was.length - common);
    const right = is.slice(is.length - common - size, is.length - common);
    if (left !== right) {
      common += commonUnits(left, right, (text, at) => text.charCodeAt(text.length - 1 - at));
      break;
    }
    common += size;
    yield;
  }
  const cutsWord = (text: ReadableText) => isInWord(text, text.length - common);
  for (let back = 0; back < longestWord && common > 0 && (cutsWord(was) || cutsWord(is)); back += 1)
    common -= 1;
  return common;
}

function commonUnits(was: string, is: string, unitAt: (text: string, at: number) => number): number {
  let common = 0;
  while (common < was.length && unitAt(was, common) === unitAt(is, common)) common += 1;
  return common;
}

/** Whether a cut at the index would split a word or a surrogate pair. */
function isInWord(text: ReadableText, at: number): boolean {
  return (
    at > 0 &&
    at < text.length &&
    wordUnit.test(text.slice(at - 1, at)) &&
    wordUnit.test(text.slice(at, at + 1))
  );
}
