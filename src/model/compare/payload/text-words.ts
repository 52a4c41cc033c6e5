import type { ReadableText } from '../../text/readable-text.ts';
import { alignSequences } from './align-sequences.ts';
import { commonEnd, commonStart } from './common-text.ts';

/** A part, from `start` to `end`, of the text that is now; one that is removed, of the text that was. */
export type TextRun = {
  readonly change: 'same' | 'removed' | 'added';
  readonly start: number;
  readonly end: number;
};

/** What replaces what. */
type Edit = { readonly wasStart: number; wasEnd: number; readonly isStart: number; isEnd: number };

/** Of texts, without what they have in common at their ends. */
export const mostUnitsByWords = 200_000;
/** About 30 ms. */
const budgetSteps = 8_000_000;
const wordsPerTurn = 2_048;
const word = /[\p{L}\p{N}\p{M}_]+|\s+|./gsu;

/** The differences of two texts by words, in turns; longer changes than `mostUnits` are told as replaced. */
export function* compareTexts(
  was: ReadableText,
  is: ReadableText,
  mostUnits = mostUnitsByWords,
): Generator<undefined, readonly TextRun[]> {
  const start = yield* commonStart(was, is);
  const end = yield* commonEnd(was, is, start);
  const whole = { wasStart: start, wasEnd: was.length - end, isStart: start, isEnd: is.length - end };
  const isLong = Math.max(whole.wasEnd, whole.isEnd) - start > mostUnits;
  const edits = isLong ? [whole] : yield* findEdits(was, is, whole);
  return toRuns(edits, is.length);
}

function* findEdits(was: ReadableText, is: ReadableText, whole: Edit): Generator<undefined, readonly Edit[]> {
  const ids = new Map<string, number>();
  const before = yield* wordsOf(was.slice(whole.wasStart, whole.wasEnd), whole.wasStart, ids);
  const now = yield* wordsOf(is.slice(whole.isStart, whole.isEnd), whole.isStart, ids);
  const matches = yield* alignSequences(before.ids, now.ids, { steps: budgetSteps });
  const edits: Edit[] = [];
  let column = 0;
  for (let row = 0; row <= matches.length; row += 1) {
    const first = row;
    while (matches[row] === -1) row += 1;
    const match = matches[row] ?? now.ids.length;
    const edit = {
      wasStart: at(before, first),
      wasEnd: at(before, row),
      isStart: at(now, column),
      isEnd: at(now, match),
    };
    if (row > first || match > column) addEdit(edits, edit, is);
    column = match + 1;
  }
  return edits;
}

/** Joins edits that only white space parts: one reads better than two. */
function addEdit(edits: Edit[], edit: Edit, is: ReadableText): void {
  const last = edits.at(-1);
  if (last && is.slice(last.isEnd, edit.isStart).trim() === '') {
    last.wasEnd = edit.wasEnd;
    last.isEnd = edit.isEnd;
  } else edits.push(edit);
}

type Words = { readonly ids: Int32Array; readonly places: readonly number[] };

function at({ places }: Words, index: number): number {
  return places[index] ?? 0;
}

/** With the place of each word, and the end of the last one. */
function* wordsOf(text: string, start: number, known: Map<string, number>): Generator<undefined, Words> {
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
