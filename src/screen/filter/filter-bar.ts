import { applyCompletion, ghostText, toCandidates } from '../../model/query/complete.ts';
import { changeLine, type LineAction, lineOf, type TextLine } from '../dialogs/text-line.ts';
import type { Overlay } from '../shell/state.ts';
import { type FilterReading, readFilterLine, type Values, type WantedValues } from './read-filter-line.ts';

export type FilterBar = TextLine &
  FilterReading & {
    readonly type: 'filter';
    /** The text that the best candidate would add after the caret. */
    readonly ghost: string;
    /** Whether Enter was answered with a question, so that a second one keeps the line as it is. */
    readonly isAsked?: boolean;
    readonly hasEarlier: boolean;
    /** The index of the recalled filter, 1 for the newest; 0 for the typed text. */
    readonly historyIndex: number;
    readonly draft: string;
    readonly before: string;
    /** How many runs of the store have each value, where that was read. */
    readonly counts: Readonly<Partial<Record<CountedField, ReadonlyMap<string, number>>>>;
  };

/** The fields whose values a store may have counted. */
export type CountedField = 'workflow' | 'error' | 'failure';

/** The filter as it is edited; `undefined` while it is not. */
export function openFilter({ overlay }: { readonly overlay: Overlay }): FilterBar | undefined {
  return isFilterBar(overlay) ? overlay : undefined;
}

function isFilterBar(overlay: Overlay): overlay is FilterBar {
  return overlay.type === 'filter';
}

export function createFilterBar(text: string, hasEarlier = false): FilterBar {
  const line = lineOf(text);
  const base = {
    ghost: '',
    candidates: [],
    hasEarlier,
    historyIndex: 0,
    draft: text,
    before: text,
    counts: {},
  };
  return withLine({ type: 'filter', ...line, ...base }, line);
}

export function editFilter(bar: FilterBar, action: LineAction): FilterBar {
  const line = changeLine(bar, action);
  return withLine({ ...bar, historyIndex: 0, draft: line.text }, line);
}

export function completeFilter(bar: FilterBar): FilterBar {
  const [best] = bar.candidates;
  return best ? withLine(bar, applyCompletion(bar.text, bar.caret, best)) : bar;
}

/** Shows an earlier filter; what was typed is kept as the draft. */
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
