import type { Completion } from '../../model/query/complete.ts';
import { findField, findRoot } from '../../model/query/fields.ts';
import {
  cutAt,
  isQuoted,
  type Part,
  type Place,
  partText,
  scanTerms,
  splitAt,
  type Term,
} from '../../model/query/filter-terms.ts';
import type { TextLine } from '../dialogs/text-line.ts';

/** A filter being typed: the term at the caret, and the others, which are whole. */
export type LineParts = {
  /** The filter, with an open quote closed. */
  readonly closed: string;
  readonly others: string;
  /** The filter without the term at the caret, or without that term's value at the caret. */
  readonly finished: string;
  /** What `finished` leaves out. */
  readonly current: string;
  /** A term that matches `parts` of texts applies unfinished; a `path` without its colon never applies. */
  readonly kind: 'parts' | 'path' | 'value';
  /** Whether nothing is wrong but that the text at the caret is not typed yet. */
  readonly isEmpty: boolean;
};

export function cutLine({ text, caret }: TextLine, completion: Completion): LineParts {
  const term = scanTerms(text).find(({ start, end }) => start <= caret && caret <= end);
  const whole = text.trim();
  if (!term) {
    return { closed: whole, others: whole, finished: whole, current: '', kind: 'parts', isEmpty: false };
  }
  const value = completion.type === 'none' ? undefined : listedValue(text, completion);
  const left = value ?? term;
  return {
    closed: term.openQuote === undefined ? whole : `${text.trimStart()}"`,
    others: without(text, term),
    finished: without(text, left),
    current: text.slice(left.start, left.end).replace(/^,|,$/gu, ''),
    kind: kindOf(term.body),
    isEmpty: isEmpty(term, caret),
  };
}

/** The value with a comma beside it, if it is one of several. */
function listedValue(text: string, { start, end }: Place): Place | undefined {
  if (text[start - 1] === ',') return { start: start - 1, end };
  return text[end] === ',' ? { start, end: end + 1 } : undefined;
}

function without(text: string, { start, end }: Place): string {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  const isInside = /\S$/u.test(before) && /^\S/u.test(after);
  return isInside ? (before + after).trim() : `${before.trimEnd()} ${after.trimStart()}`.trim();
}

function kindOf(body: Part): LineParts['kind'] {
  const cut = cutAt(body, ':');
  if (cut) return !isQuoted(cut[0]) && findField(partText(cut[0]))?.name === 'error' ? 'parts' : 'value';
  const root = cutAt(body, '.')?.[0];
  return root === undefined || isQuoted(root) || findRoot(partText(root)) === undefined ? 'parts' : 'path';
}

function isEmpty({ body }: Term, caret: number): boolean {
  const cut = cutAt(body, ':');
  if (!cut) return body.marks.length === 0;
  const [name, values] = cut;
  const value = splitAt(values, ',').find(({ start, end }) => start <= caret && caret <= end);
  return value?.marks.length === 0 && isKnown(name);
}

function isKnown(name: Part): boolean {
  if (isQuoted(name)) return false;
  const root = cutAt(name, '.')?.[0];
  return (root ? findRoot(partText(root)) : findField(partText(name))) !== undefined;
}
