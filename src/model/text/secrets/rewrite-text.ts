import { charClasses } from './char-classes.ts';

/** A text as a reader or a decoder sees it, and where its parts stand in the text as it was written. */
export type Reading = {
  readonly text: string;
  /** The place of `text.slice(start, end)` in the written text. */
  readonly toSource: (start: number, end: number) => readonly [start: number, end: number];
};

export type Replacement = { readonly end: number; readonly instead: string };

type Edit = Replacement & { readonly start: number };

/** The replacements of the characters that have one of the classes in `bits`. */
export function* charEdits(
  text: string,
  bits: number,
  replaceAt: (text: string, at: number) => Replacement | undefined,
): Generator<Edit> {
  for (let at = nextOf(text, bits, 0); at < text.length; ) {
    const replacement = replaceAt(text, at);
    if (replacement) yield { start: at, ...replacement };
    at = nextOf(text, bits, replacement?.end ?? at + 1);
  }
}

/** The place of the next character that has one of the classes: a loop outside of a generator is fast. */
function nextOf(text: string, bits: number, from: number): number {
  let at = from;
  while (at < text.length && ((charClasses[text.charCodeAt(at)] ?? 0) & bits) === 0) at++;
  return at;
}

export function* matchEdits(text: string, pattern: RegExp, instead: string): Generator<Edit> {
  for (const { 0: match, index } of text.matchAll(pattern)) {
    yield { start: index, end: index + match.length, instead };
  }
}

/** Applies edits, which are in order and do not overlap; `undefined` where there are none. */
export function rewrite({ text, toSource }: Reading, edits: Iterable<Edit>): Reading | undefined {
  const places: number[] = [];
  let rewritten = '';
  let done = 0;
  for (const { start, end, instead } of edits) {
    rewritten += text.slice(done, start) + instead;
    places.push(rewritten.length - instead.length, rewritten.length, start, end);
    done = end;
  }
  if (places.length === 0) return undefined;
  return {
    text: rewritten + text.slice(done),
    toSource: (start, end) => toSource(placeOf(places, start, false), placeOf(places, end - 1, true)),
  };
}

/** Where the character at `at` begins, or ends, before the edits: each four numbers, sorted. */
function placeOf(edits: readonly number[], at: number, isEnd: boolean): number {
  let low = 0;
  let high = edits.length / 4;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle * 4] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return at + (isEnd ? 1 : 0);
  const [to = 0, start = 0, end = 0] = edits.slice(low * 4 - 3, low * 4);
  if (at < to) return isEnd ? end : start;
  return end + (at - to) + (isEnd ? 1 : 0);
}
