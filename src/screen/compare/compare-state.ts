import type { TextRun } from '../../model/compare/payload/text-words.ts';
import type { Difference } from '../../model/compare/run-comparison.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Against, ComparedRuns } from '../../operations/compare-runs.ts';

/** Two runs side by side, or why they cannot be compared. */
export type CompareState = ComparedPair & {
  readonly openedFrom: 'table' | 'detail';
  /** The reading under way: reports of any other are out of date. */
  readonly request: object;
  readonly progress?: { readonly done: number; readonly total: number };
  readonly error?: InspectorError;
  readonly comparison?: ComparedRuns;
  /** The comparison with its sides exchanged, where it was made. */
  readonly swapped?: ComparedRuns;
  readonly cursor: number;
  readonly top: number;
  /** Nodes, groups and differences that are folded where they would be unfolded, or the other way round. */
  readonly toggled: ReadonlySet<object>;
  /** Rows that were unfolded to show a difference; they fold again when another one is shown. */
  readonly unfolded: readonly object[];
  readonly showsNoise: boolean;
  readonly reveal: boolean;
  /** How unfolded texts differ by words, once that is known. */
  readonly words: ReadonlyMap<Difference, ComparedTexts>;
};

/** Run `a` and what it is compared with; `b` once that is known. */
export type ComparedPair = {
  readonly a: RunSummary;
  readonly against: Against;
  readonly b?: RunSummary;
  /** Whether one of them was marked to be compared with the other one. */
  readonly isOfMarked?: true;
  readonly withChildren?: boolean;
};

/** Whether reading failed, rather than that there is nothing to compare with. */
export function areUnread({ error }: Pick<CompareState, 'error'>): boolean {
  return error !== undefined && error.kind !== 'not-found';
}

export function isComparing({
  screen,
  compare,
}: {
  readonly screen: string;
  readonly compare?: CompareState;
}) {
  return screen === 'compare' && compare !== undefined && !compare.comparison && !compare.error;
}

/** Two texts as they are shown, and where they differ. */
export type ComparedTexts = {
  readonly was: string;
  readonly is: string;
  readonly runs: readonly TextRun[];
};

export function createCompare({
  a,
  b,
  against,
  isOfMarked,
  withChildren,
  request,
  openedFrom,
}: ComparedPair & Pick<CompareState, 'request' | 'openedFrom'>): CompareState {
  return {
    ...{ a, b, against, isOfMarked, withChildren, request, openedFrom },
    cursor: 0,
    top: 0,
    toggled: new Set(),
    unfolded: [],
    showsNoise: false,
    reveal: false,
    words: new Map(),
  };
}

declare module '../shell/state.ts' {
  interface State {
    readonly compare?: CompareState;
  }
  interface Actions {
    readonly compare: CompareAction;
  }
}

export type CompareAction =
  | ({ readonly type: 'compare-requested' } & Of & ComparedPair)
  | { readonly type: 'compare-closed' }
  | ({ readonly type: 'compare-advanced' } & Of & {
        readonly b?: RunSummary;
        readonly progress?: CompareState['progress'];
      })
  | { readonly type: 'compared-run-changed'; readonly run: 'a' | 'b'; readonly summary: RunSummary }
  | ({ readonly type: 'runs-compared' } & Of & { readonly comparison: ComparedRuns })
  | ({ readonly type: 'compare-failed' } & Of & { readonly error: InspectorError })
  | ({ readonly type: 'sides-swapped' } & Of)
  | ({ readonly type: 'compare-repeated' } & Of & Pick<ComparedPair, 'withChildren'>)
  | { readonly type: 'compare-cursor-moved'; readonly index: number }
  | { readonly type: 'compare-difference-reached'; readonly difference: Difference }
  /** Folded, or unfolded; without a direction the other one of both. */
  | { readonly type: 'compare-row-folded'; readonly isOpen?: boolean }
  | { readonly type: 'compare-all-folded' }
  | { readonly type: 'noise-toggled' }
  | { readonly type: 'compare-secrets-toggled' }
  | ({ readonly type: 'texts-compared' } & Of & {
        readonly difference: Difference;
        readonly texts: ComparedTexts;
      });

/** Each request is an object of its own: reports of an earlier one are out of date. */
type Of = { readonly request: object };
