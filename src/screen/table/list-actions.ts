import type { RunPage } from '../../contract/lists/run-page.ts';
import type { Sort } from '../../contract/lists/sort.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Reason } from '../../model/query/parse/misread-terms.ts';
import type { RunSummary } from '../../model/run.ts';
import type { CancelPhase } from '../../operations/acts/cancel-runs.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { isWide } from '../shell/window-size.ts';
import type { ColumnId } from './columns.ts';
import type { EndPage, FarPage } from './end-rows.ts';
import type { FilterStep, ListState, MarkAnchor, MatchCount } from './list-state.ts';
import type { PagePlace } from './reduce-list.ts';

type CriteriaChange = {
  readonly type: 'criteria-changed';
  readonly criteria: Partial<ListCriteria>;
  /** The columns of another view. */
  readonly columns?: readonly ColumnId[];
  /** A value was added to the filter. */
  readonly step?: FilterStep;
  /** What is left of the steps after one was taken back. */
  readonly steps?: readonly FilterStep[];
};

type ListAction =
  | CriteriaChange
  | { readonly type: 'value-field-used'; readonly field: string }
  | { readonly type: 'more-requested' }
  | ({ readonly type: 'page-loaded'; readonly page: RunPage } & PagePlace)
  | ({ readonly type: 'end-loaded'; readonly isPart: boolean } & EndPage)
  | ({ readonly type: 'far-rows-loaded' } & FarPage)
  | { readonly type: 'beginning-chosen' }
  | { readonly type: 'query-refused'; readonly error: InspectorError }
  | { readonly type: 'empty-list-explained'; readonly reasons: readonly Reason[] }
  | { readonly type: 'matches-counted'; readonly matches: MatchCount }
  | { readonly type: 'cursor-moved'; readonly index: number }
  | { readonly type: 'failed-run-reached'; readonly index: number }
  | { readonly type: 'mark-toggled' }
  /** Marks these runs, or takes their marks away. */
  | { readonly type: 'range-marked'; readonly runs: readonly RunSummary[]; readonly anchor: MarkAnchor }
  | { readonly type: 'marks-cleared' }
  | { readonly type: 'columns-scrolled'; readonly part: number }
  /** By the address of the run. */
  | { readonly type: 'cancels-moved'; readonly phases: ReadonlyMap<string, CancelPhase> };

/** The filter and the order of the list. */
export type ListCriteria = Pick<ListState, 'view' | 'filterText' | 'kind'> & { readonly sort: Sort };

declare module '../shell/actions.ts' {
  interface Actions {
    readonly list: ListAction;
  }
}

/** Changes the filter, the order or the columns of the list and loads it. */
export function changeCriteria(
  { dispatch, run, list }: SessionContext,
  criteria: Partial<ListCriteria>,
  besides: Omit<CriteriaChange, 'type' | 'criteria'> = {},
): void {
  dispatch({ type: 'criteria-changed', criteria, ...besides });
  run(() => list.load());
}

/** The step from the filter to one with more in it, which Esc takes back. */
export function filterStep({ list, size, detail }: State, after: string): FilterStep {
  return { before: list.filterText, after, isBeside: detail !== undefined && isWide(size) };
}
