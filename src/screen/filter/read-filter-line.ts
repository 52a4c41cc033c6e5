import {
  applyCompletion,
  type Candidate,
  type Completion,
  completeQuery,
  ghostText,
  toCandidates,
} from '../../model/query/complete.ts';
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
import { tryParseQuery } from '../../model/query/parse/parse-query.ts';
import type { QueryError } from '../../model/query/parse/query-error.ts';
import { isFoundByPart } from '../../model/query/query.ts';
import { changeLine, type LineAction, lineOf, type TextLine } from '../dialogs/text-line.ts';
import type { Overlay } from '../shell/state.ts';

/** The store's values that may complete the word at the caret, or that they are late. */
type Values = readonly Candidate[] | 'late';

type FilterReading = {
  /** Completions of the word at the caret, best first. */
  readonly candidates: readonly Candidate[];
  readonly error?: string;
  readonly hint?: string;
  /** The filter of all whole terms; absent where the rows stay as they are. */
  readonly applied?: string;
  /** The unfinished text that `applied` leaves out. */
  readonly pending?: string;
};

function readFilterLine(line: TextLine, values?: Values): FilterReading {
  const completion = completeQuery(line.text, line.caret);
  const candidates = candidatesOf(completion, values);
  const { closed, others, finished, current, kind, isEmpty } = cutLine(line, completion);
  const rest = tryParseQuery(others);
  if ('error' in rest) return { candidates, ...wrong(rest.error) };
  const whole = tryParseQuery(closed);
  if ('query' in whole && (kind === 'parts' || (kind === 'value' && !mayGrow(line, completion, values))))
    return { candidates, applied: closed };
  const pending = current;
  const isHelped = 'query' in whole || completion.type === 'suggest' || candidates.length > 0;
  if (isEmpty || isHelped) return { candidates, applied: finished, pending };
  // Without another whole term, the rows stay.
  const applied = others === '' ? undefined : others;
  return { candidates, ...wrong(whole.error), pending, applied };
}

function wrong({ message, hint }: QueryError): Pick<FilterReading, 'error' | 'hint'> {
  return { error: message, hint };
}

function candidatesOf(completion: Completion, values: Values | undefined): readonly Candidate[] {
  if (completion.type === 'candidates') return completion.candidates;
  return completion.type === 'none' || values === undefined || values === 'late' ? [] : values;
}

export type WantedValues = Extract<Completion, { readonly type: 'suggest' }>;

export function wantedValues({ text, caret }: TextLine): WantedValues | undefined {
  const completion = completeQuery(text, caret);
  return completion.type === 'suggest' ? completion : undefined;
}

function mayGrow(line: TextLine, completion: Completion, values: Values | undefined): boolean {
  if (completion.type === 'none' || completion.prefix === '') return false;
  if (completion.type === 'suggest' && values === undefined) return true;
  return longerValues(line, completion, candidatesOf(completion, values)).length > 0;
}

/** Known values that continue the text at the caret, unless it is one itself. */
export function longerThanTyped(bar: TextLine & Pick<FilterReading, 'candidates'>): readonly Candidate[] {
  return longerValues(bar, completeQuery(bar.text, bar.caret), bar.candidates);
}

function longerValues(
  { text, caret }: TextLine,
  completion: Completion,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  if (completion.type === 'none' || completion.prefix === '') return [];
  const typed = completion.prefix.toLowerCase();
  const whole = typed + text.slice(caret, completion.end).toLowerCase();
  const values = candidates.filter(({ type }) => type === 'value');
  if (values.some(value => [typed, whole].includes(value.text.toLowerCase()))) return [];
  return values.filter(value => value.text.toLowerCase().startsWith(typed));
}

export function closedLine(line: TextLine): string {
  return cutLine(line, completeQuery(line.text, line.caret)).closed;
}

export function isPathAtCaret(line: TextLine): boolean {
  return cutLine(line, completeQuery(line.text, line.caret)).kind === 'path';
}

type LineParts = {
  /** The filter, with an open quote closed. */
  readonly closed: string;
  readonly others: string;
  /** The filter without the term at the caret, or without the value at the caret of that term. */
  readonly finished: string;
  readonly current: string;
  /** A term that matches `parts` of texts applies unfinished; a `path` never applies without its colon. */
  readonly kind: 'parts' | 'path' | 'value';
  /** Whether only the text at the caret is missing. */
  readonly isEmpty: boolean;
};

function cutLine({ text, caret }: TextLine, completion: Completion): LineParts {
  const term = scanTerms(text).find(({ start, end }) => start <= caret && caret <= end);
  const whole = text.trim();
  if (!term)
    return { closed: whole, others: whole, finished: whole, current: '', kind: 'parts', isEmpty: false };
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

/** The place of one of several values, with a comma beside it. */
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
  if (cut) return !isQuoted(cut[0]) && isPartField(partText(cut[0])) ? 'parts' : 'value';
  const root = cutAt(body, '.')?.[0];
  return root === undefined || isQuoted(root) || findRoot(partText(root)) === undefined ? 'parts' : 'path';
}

function isPartField(name: string): boolean {
  const info = findField(name);
  return info?.type === 'text' && isFoundByPart(info.field);
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

export type FilterBar = TextLine &
  FilterReading & {
    readonly type: 'filter';
    /** What the best candidate would add after the caret. */
    readonly ghost: string;
    /** Whether Enter was answered by a question, so that a second Enter keeps the line. */
    readonly isAsked?: boolean;
    readonly hasEarlier: boolean;
    /** The index of the recalled filter, 1 for the newest; 0 for the typed text. */
    readonly historyIndex: number;
    readonly draft: string;
    readonly before: string;
    readonly counts: Readonly<Partial<Record<CountedField, ReadonlyMap<string, number>>>>;
  };

export type CountedField = 'workflow' | 'error' | 'failure';

export function openFilter({ overlay }: { readonly overlay: Overlay }): FilterBar | undefined {
  const isFilterBar = (shown: Overlay): shown is FilterBar => shown.type === 'filter';
  return isFilterBar(overlay) ? overlay : undefined;
}

export function createFilterBar(text: string, hasEarlier = false): FilterBar {
  const line = lineOf(text);
  const bar = { type: 'filter', ...line, hasEarlier, historyIndex: 0, draft: text, before: text } as const;
  return withLine({ ...bar, ghost: '', candidates: [], counts: {} }, line);
}

export function editFilter(bar: FilterBar, action: LineAction): FilterBar {
  const line = changeLine(bar, action);
  return withLine({ ...bar, historyIndex: 0, draft: line.text }, line);
}

export function completeFilter(bar: FilterBar): FilterBar {
  const [best] = bar.candidates;
  return best ? withLine(bar, applyCompletion(bar.text, bar.caret, best)) : bar;
}

export function recallFilter(bar: FilterBar, text: string, historyIndex: number): FilterBar {
  return withLine({ ...bar, historyIndex }, lineOf(text));
}

export function offerValues(
  bar: FilterBar,
  values: readonly string[],
  field?: WantedValues['field'],
): FilterBar {
  return withLine(bar, bar, toCandidates(values, field));
}

export function withoutValues(bar: FilterBar): FilterBar {
  return withLine(bar, bar, 'late');
}

export function withValueCounts(
  bar: FilterBar,
  field: CountedField,
  counts: ReadonlyMap<string, number>,
): FilterBar {
  return { ...bar, counts: { ...bar.counts, [field]: counts } };
}

function withLine(bar: FilterBar, line: TextLine, values?: Values): FilterBar {
  const { candidates, error, hint, applied, pending } = readFilterLine(line, values);
  const [best] = candidates;
  const ghost = best ? ghostText(line.text, line.caret, best) : '';
  const { text, caret } = line;
  return { ...bar, text, caret, candidates, ghost, error, hint, applied, pending, isAsked: false };
}
