import { applyCompletion, type Candidate, ghostText, toCandidates } from '../../model/query/complete.ts';
import { changeLine, type LineAction, lineOf, type TextLine } from '../dialogs/text-line.ts';
import { readFilterLine, type Values, type WantedValues } from './read-filter-line.ts';

/** The filter being edited, and its completions. */
export type FilterBar = TextLine & {
  readonly type: 'filter';
  /** The text that the best candidate would add after the caret. */
  readonly ghost: string;
  readonly candidates: readonly Candidate[];
  readonly error?: string;
  readonly hint?: string;
  /** The filter to list while the line is typed; absent where the rows stay. */
  readonly applied?: string;
  /** The unfinished text that `applied` leaves out. */
  readonly pending?: string;
  /** Whether Enter was answered with a question, so that a second one keeps the line as it is. */
  readonly isAsked?: boolean;
  /** Whether a filter was kept before, which can be recalled. */
  readonly hasEarlier: boolean;
  /** The index of the recalled filter, 1 for the newest; 0 for the typed text. */
  readonly historyIndex: number;
  readonly draft: string;
  /** The filter that Esc restores. */
  readonly before: string;
  /** How many runs of the store have each value, where that was read. */
  readonly counts: Readonly<Partial<Record<CountedField, ReadonlyMap<string, number>>>>;
};

/** The fields whose values a store may have counted. */
export type CountedField = 'workflow' | 'error' | 'failure';

/** Actions that change the line. */
export type FilterLineAction =
  | LineAction
  | { readonly type: 'opened'; readonly text: string; readonly hasEarlier?: boolean }
  | { readonly type: 'completed' }
  | { readonly type: 'recalled'; readonly text: string; readonly historyIndex: number };

export type FilterBarAction = { readonly overlay: 'filter' } & (
  | FilterLineAction
  | {
      readonly type: 'values-suggested';
      readonly field?: WantedValues['field'];
      readonly values: readonly string[];
    }
  | {
      readonly type: 'values-counted';
      readonly field: CountedField;
      readonly counts: ReadonlyMap<string, number>;
    }
  | { readonly type: 'values-late' }
  | { readonly type: 'refused'; readonly reason: string; readonly hint?: string; readonly isAsked?: boolean }
  | { readonly type: 'kept' }
  | { readonly type: 'undone' }
);

export function reduceFilterBar(bar: FilterBar | undefined, action: FilterBarAction): FilterBar | undefined {
  if (action.type === 'opened') return openBar(action.text, action.hasEarlier);
  if (!bar) return undefined;
  switch (action.type) {
    case 'typed':
    case 'edited': {
      const line = changeLine(bar, action);
      return withLine({ ...bar, historyIndex: 0, draft: line.text }, line);
    }
    case 'completed': {
      const [best] = bar.candidates;
      return best ? withLine(bar, applyCompletion(bar.text, bar.caret, best)) : bar;
    }
    case 'values-suggested':
      return withLine(bar, bar, toCandidates(action.values, action.field));
    case 'values-counted':
      return { ...bar, counts: { ...bar.counts, [action.field]: action.counts } };
    case 'values-late':
      return withLine(bar, bar, 'late');
    case 'recalled':
      return withLine({ ...bar, historyIndex: action.historyIndex }, lineOf(action.text));
    case 'refused':
      return { ...bar, error: action.reason, hint: action.hint, isAsked: action.isAsked };
    case 'kept':
    case 'undone':
      return undefined;
  }
}

function openBar(text: string, hasEarlier = false): FilterBar {
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

function withLine(bar: FilterBar, line: TextLine, values?: Values): FilterBar {
  const { candidates, error, hint, applied, pending } = readFilterLine(line, values);
  const [best] = candidates;
  const ghost = best ? ghostText(line.text, line.caret, best) : '';
  const { text, caret } = line;
  return { ...bar, text, caret, candidates, ghost, error, hint, applied, pending, isAsked: false };
}
