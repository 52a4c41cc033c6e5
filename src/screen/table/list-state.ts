import type { MissingTarget } from '../../contract/lists/run-page.ts';
import { newestFirst, type Sort } from '../../contract/lists/sort.ts';
import type { StatusCounts } from '../../contract/workflow-info.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import type { Reason } from '../../model/query/parse/misread-terms.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import { emptyQuery, type Query } from '../../model/query/query.ts';
import type { RunKind, RunSummary } from '../../model/run.ts';
import { activeStatuses, type RunStatus } from '../../model/status.ts';
import { formatCount } from '../../model/text/formats.ts';
import type { TimedCancelPhase } from '../../operations/acts/cancel-runs.ts';
import type { ListLook, SavedView } from '../shell/remembered.ts';
import type { ColumnId } from './columns.ts';

/** The number of runs, or at least so many where counting stopped at one created at `until`, epoch ms. */
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
  readonly matches?: MatchCount;
  readonly missing: readonly MissingTarget[];
  /** The targets with incomplete rows, because they could not be reached for some page. */
  readonly partial: ReadonlySet<string>;
  /** What the store could not read and left out. */
  readonly notes?: readonly string[];
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
  /** The changes of the filter that added values under the cursor, which Esc takes back. */
  readonly steps: readonly FilterStep[];
  readonly lastField?: string;
};

export type FilterStep = { readonly before: string; readonly after: string; readonly isBeside: boolean };

type ListEnd = {
  /** Runs created at this time or later are left out. */
  readonly to: number;
  readonly isWhole: boolean;
  /** Set for rows in the middle of the list: they and those below were created up to this time. */
  readonly until?: number;
  /** The first rows, to go back to. */
  readonly begin: Pick<ListState, 'rows' | 'nextCursor' | 'scanned'>;
};

/** The run that was marked or unmarked last; the range from it is marked or unmarked alike. */
export type MarkAnchor = { readonly run: RunSummary; readonly isMarked: boolean };

declare module '../shell/state.ts' {
  interface State {
    readonly list: ListState;
  }
}

declare module '../shell/remembered.ts' {
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

/** A named filter, combined with the filter bar's. */
export type View = {
  readonly id: string;
  readonly label: string;
  readonly filter: string;
  /** A shorter label for the bar of views. */
  readonly short?: string;
  /** The statuses whose counts add up to the view's; absent where no statuses do. */
  readonly counted?: readonly RunStatus[] | 'all';
  readonly key?: number;
  /** Set for a view that the user saved: its own columns and order. */
  readonly saved?: ListLook;
};

export const allRuns: View = { id: 'all', label: 'All', filter: '', counted: 'all', key: 1 };

export const failedRuns: View = {
  id: 'failed',
  label: 'Failed',
  filter: 'status:failed',
  counted: ['failed'],
  key: 2,
};

export const openFailures: View = {
  id: 'open',
  label: 'Open failures',
  short: 'Open',
  filter: 'settled:no',
  key: 3,
};

export const builtInViews: readonly View[] = [
  allRuns,
  failedRuns,
  openFailures,
  { id: 'running', label: 'Running', filter: 'status:active', counted: activeStatuses, key: 4 },
];

export function allViews(saved: readonly SavedView[]): readonly View[] {
  const keys = viewKeys(saved);
  const own = saved.map(({ label, filter, columns, sort }): View => {
    return { id: savedViewId(label), label, filter, key: keys.get(label), saved: { columns, sort } };
  });
  return [...builtInViews, ...own];
}

export function savedViewId(label: string): string {
  return `saved:${label}`;
}

const lastKey = 9;

/** A view keeps its number while others come and go; a new one takes the lowest free number. */
export function viewKeys(saved: readonly SavedView[]): ReadonlyMap<string, number> {
  const first = builtInViews.length + 1;
  const free = new Set(Array.from({ length: lastKey - first + 1 }, (_, at) => first + at));
  const keys = new Map<string, number>();
  for (const { label, key } of saved) if (key !== undefined && free.delete(key)) keys.set(label, key);
  for (const { label } of saved) {
    const [next] = free;
    if (next === undefined || keys.has(label)) continue;
    free.delete(next);
    keys.set(label, next);
  }
  return keys;
}

export type ShownCounts = StatusCounts & {
  /** How many runs of an unknown status may still change, if that was counted. */
  readonly activeUnknown?: number;
  readonly isPartial?: boolean;
};

export function shownCounts({ store, list }: CountedState): ShownCounts | undefined {
  const { counts } = store;
  return counts && list.missing.length > 0 ? { ...counts, isPartial: true } : counts;
}

type CountedState = {
  readonly store: { readonly counts?: ShownCounts };
  readonly list: { readonly missing: readonly MissingTarget[] };
};

export type ViewCount = { readonly runs: number; readonly isAtLeast: boolean };

export function viewCount(view: View, counts: ShownCounts | undefined): ViewCount | undefined {
  if (!counts || view.counted === undefined) return undefined;
  if (view.counted === activeStatuses) return activeCount(counts);
  const { isPartial: isAtLeast = false } = counts;
  return { runs: view.counted === 'all' ? counts.total : sumOf(view.counted, counts), isAtLeast };
}

/** Counts the runs that may still change, including those of an unknown status. */
export function activeCount(counts: ShownCounts): ViewCount {
  const { unknown = 0, activeUnknown, isPartial = false } = counts;
  const known = sumOf(activeStatuses, counts);
  if (unknown === 0) return { runs: known, isAtLeast: isPartial };
  return { runs: known + (activeUnknown ?? 0), isAtLeast: isPartial || activeUnknown === undefined };
}

function sumOf(statuses: readonly RunStatus[], counts: ShownCounts): number {
  return statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

/** `4`, or `4+` for a lower bound. */
export function describeCount({ runs, isAtLeast }: ViewCount): string {
  return `${formatCount(runs)}${isAtLeast ? '+' : ''}`;
}

type ListScope = Pick<ListState, 'view' | 'filterText' | 'kind'>;

/** Combines the view, the filter bar and the kind. Throws a `QueryError` for invalid text. */
export function toQuery({ view, filterText, kind }: ListScope): Query {
  const kinds = kind === 'both' ? emptyQuery : parseQuery(`kind:${kind}`);
  return joinQueries(parseQuery(view.filter), kinds, parseQuery(filterText));
}

/** `Failed · kind:agent · error:timeout` */
export function describeScope({ view, filterText, kind }: ListScope): string {
  return [view.label, kind === 'both' ? '' : `kind:${kind}`, filterText].filter(Boolean).join(' · ');
}

const countedStatuses: readonly RunStatus[] = ['failed', 'running', 'waiting', 'sleeping', 'queued'];

/**
 * `41 failed`, `3 open`, `3 running`, `12 queued`. Beside the views, which have counts of their own, only the
 * statuses of the active runs, unless all are running.
 */
export function describeCounts(
  counts: ShownCounts,
  { isBesideViews, open }: { readonly isBesideViews: boolean; readonly open?: ViewCount },
): readonly string[] {
  const { isPartial = false } = counts;
  const known = countedStatuses.filter(status => (counts[status] ?? 0) > 0);
  const active = known.filter(status => status !== 'failed');
  const isRunningAlone = active.every(status => status === 'running');
  const shown = isBesideViews ? (isRunningAlone ? [] : active) : known;
  return shown.flatMap(status => [
    `${describeCount({ runs: counts[status] ?? 0, isAtLeast: isPartial })} ${status}`,
    ...(status === 'failed' && open ? [`${describeCount(open)} open`] : []),
  ]);
}
