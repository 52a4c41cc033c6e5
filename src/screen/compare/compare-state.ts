import type { TextRun } from '../../model/compare/payload/text-words.ts';
import type { Difference } from '../../model/compare/run-comparison.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Against, ComparedRuns } from '../../operations/compare-runs.ts';

/** Two runs side by side, or why they cannot be compared. */
export type CompareState = ComparedPair & {
  /** Where Esc goes. */
  readonly openedFrom: 'table' | 'detail';
  /** Of the reading under way: what another one reports is out of date. */
  readonly request: object;
  readonly progress?: { readonly done: number; readonly total: number };
  readonly error?: InspectorError;
  readonly comparison?: ComparedRuns;
  /** The comparison with its sides exchanged, where it was made. */
  readonly swapped?: ComparedRuns;
  /** The index of a row of `compareRows`. */
  readonly cursor: number;
  /** The index of the first visible row. */
  readonly top: number;
  /** Nodes, groups and differences that are folded where they would be unfolded, or the other way round. */
  readonly toggled: ReadonlySet<object>;
  /** What going to a difference unfolded, to be folded again when another one is gone to. */
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
};

/** Whether reading failed, rather than that there is nothing to compare with. */
export function areUnread({ error }: Pick<CompareState, 'error'>): boolean {
  return error !== undefined && error.kind !== 'not-found';
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
  request,
  openedFrom,
}: ComparedPair & Pick<CompareState, 'request' | 'openedFrom'>): CompareState {
  return {
    ...{ a, b, against, isOfMarked, request, openedFrom },
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
    /** The runs that are compared, while they are. */
    readonly compare?: CompareState;
  }
}
