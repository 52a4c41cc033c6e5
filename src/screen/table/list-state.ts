import type { MissingTarget } from '../../contract/lists/run-page.ts';
import { newestFirst, type Sort } from '../../contract/lists/sort.ts';
import type { Reason } from '../../model/query/parse/misread-terms.ts';
import type { RunKind, RunSummary } from '../../model/run.ts';
import type { TimedCancelPhase } from '../../operations/acts/cancel-runs.ts';
import type { ColumnId } from './columns.ts';
import { allRuns, type View } from './views.ts';

/** At least so many runs if it ended `until` the creation time of the last one counted, epoch ms. */
export type MatchCount = { readonly runs: number; readonly until?: number; readonly at: number };

/**
 * Whether the table stays at its top as runs come in, newest first: `ready` until the first has come, then
 * `following`; `anchored` once the cursor was moved, so that it stays on its run and its line.
 */
type Follow = 'ready' | 'following' | 'anchored';

/** The table. `cursorIndex` is the index in `rows` of the run at `cursorAddress`. */
export type ListState = {
  readonly view: View;
  readonly filterText: string;
  readonly kind: RunKind | 'both';
  readonly sort: Sort;
  /** The criteria of `rows`, while rows for other criteria may be loading. */
  readonly loadedCriteria?: Pick<ListState, 'view' | 'filterText' | 'kind' | 'sort'>;
  readonly rows: readonly RunSummary[];
  readonly nextCursor?: string;
  readonly scanned?: { readonly read: number; readonly total: number };
  /** The number of runs that match `loadedCriteria`, where it was counted. */
  readonly matches?: MatchCount;
  readonly missing: readonly MissingTarget[];
  /** The targets with incomplete rows, because they could not be reached for some page. */
  readonly partial: ReadonlySet<string>;
  /** What the store could not read and left out. */
  readonly notes?: readonly string[];
  /** Why there are no rows, as far as it is known. */
  readonly reasons?: readonly Reason[];
  /** `loading` until the first page for the current criteria has arrived. */
  readonly phase: 'loading' | 'ready';
  /** Set while `rows` are the last ones of the list, or some in between, not the first. */
  readonly end?: ListEnd;
  readonly isLoadingMore: boolean;
  readonly follow: Follow;
  readonly cursorAddress?: string;
  readonly cursorIndex: number;
  readonly top: number;
  readonly newAbove: number;
  /** The columns that are empty in all rows so far; a column that once had a value stays. */
  readonly emptyColumns: ReadonlySet<ColumnId>;
  readonly columnPart: number;
  readonly marks: ReadonlyMap<string, RunSummary>;
  readonly markAnchor?: MarkAnchor;
  readonly cancels: ReadonlyMap<string, TimedCancelPhase>;
  /** The changes of the filter by values under the cursor, which Esc takes back. */
  readonly steps: readonly FilterStep[];
  /** The name of the field whose value was used last. */
  readonly lastField?: string;
};

export type FilterStep = {
  readonly before: string;
  readonly after: string;
  readonly isBeside: boolean;
};

type ListEnd = {
  /** Runs created at this time or later are left out. */
  readonly to: number;
  readonly isWhole: boolean;
  /** Set for rows in between: these and the ones below them are the runs created up to this time. */
  readonly until?: number;
  /** The first rows, for the way back. */
  readonly begin: Pick<ListState, 'rows' | 'nextCursor' | 'scanned'>;
};

/** The run that was marked or unmarked last; a range marks or unmarks alike. */
export type MarkAnchor = { readonly run: RunSummary; readonly isMarked: boolean };

declare module '../shell/state.ts' {
  interface State {
    readonly list: ListState;
  }
  interface ScreenLook {
    readonly columns: readonly ColumnId[];
  }
}

type Start = Partial<Pick<ListState, 'view' | 'filterText' | 'sort'>>;

export function createList({ view = allRuns, filterText = '', sort = newestFirst }: Start = {}): ListState {
  return {
    view,
    filterText,
    kind: 'both',
    sort,
    rows: [],
    missing: [],
    partial: new Set(),
    phase: 'loading',
    isLoadingMore: false,
    follow: 'ready',
    cursorIndex: 0,
    top: 0,
    newAbove: 0,
    emptyColumns: new Set(),
    columnPart: 0,
    marks: new Map(),
    cancels: new Map(),
    steps: [],
  };
}
