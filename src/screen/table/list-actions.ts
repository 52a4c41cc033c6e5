import { compareNewest } from '../../contract/lists/run-order.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import type { Sort } from '../../contract/lists/sort.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Reason } from '../../model/query/parse/misread-terms.ts';
import { isSameRun, type RunSummary, runAddress } from '../../model/run.ts';
import { type CancelPhase, refusalText } from '../../operations/acts/cancel-runs.ts';
import { isWide, tableRows } from '../shell/layout.ts';
import { type Action, type SessionContext, type State, withStore } from '../shell/state.ts';
import { errorText } from '../shell/status-lines.ts';
import { areRowsDue } from './await-rows.ts';
import { type ColumnId, emptyColumns } from './columns.ts';
import { anchorIfMoved, followTop } from './first-rows.ts';
import type { FilterStep, ListState, MarkAnchor, MatchCount } from './list-state.ts';
import { markRuns, toggleMark } from './picked-run.ts';
import { missingNames, moveCursor, type PagePlace, withPage } from './reduce-list.ts';

type CriteriaChange = {
  readonly type: 'criteria-changed';
  readonly criteria: Partial<ListCriteria>;
  readonly columns?: readonly ColumnId[];
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
  | { readonly type: 'range-marked'; readonly runs: readonly RunSummary[]; readonly anchor: MarkAnchor }
  | { readonly type: 'marks-cleared' }
  | { readonly type: 'columns-scrolled'; readonly part: number }
  | { readonly type: 'cancels-moved'; readonly phases: ReadonlyMap<string, CancelPhase> };

export type ListCriteria = Pick<ListState, 'view' | 'filterText' | 'kind'> & { readonly sort: Sort };

declare module '../shell/state.ts' {
  interface Actions {
    readonly list: ListAction;
  }
}

export function changeCriteria(
  { dispatch, run, list }: SessionContext,
  criteria: Partial<ListCriteria>,
  besides: Omit<CriteriaChange, 'type' | 'criteria'> = {},
): void {
  dispatch({ type: 'criteria-changed', criteria, ...besides });
  run(() => list.load());
}

export function filterStep({ list, size, detail }: State, after: string): FilterStep {
  return { before: list.filterText, after, isBeside: detail !== undefined && isWide(size) };
}

export function applyListAction(state: State, action: Action): State | undefined {
  const { list } = state;
  switch (action.type) {
    case 'matches-counted':
      return withList(state, { matches: action.matches });
    case 'criteria-changed':
      return withCriteria(state, action);
    case 'value-field-used':
      return withList(state, { lastField: action.field });
    case 'query-refused':
      return refuseQuery(state, action.error);
    case 'empty-list-explained':
      return withList(state, { reasons: action.reasons });
    case 'more-requested':
      return withList(state, { isLoadingMore: true });
    case 'page-loaded': {
      const kept = { columns: isTyping(state), run: isRunOpen(state) };
      const height = tableRows(state);
      const shown = withPage(list, action.page, action, height, kept);
      const next = { ...state, list: action.kind === 'more' ? shown : followTop(state, shown, height) };
      const isAsOfNow = action.kind === 'first' || action.kind === 'refresh';
      const isPaused = state.store.pausedAt !== undefined;
      return isPaused && isAsOfNow ? withStore(next, { pausedAt: state.now }) : next;
    }
    case 'end-loaded': {
      const change = action.isPart ? withEndPart : withEnd;
      return { ...state, list: change(list, action, tableRows(state)) };
    }
    case 'far-rows-loaded':
      return { ...state, list: withRowsFrom(list, action, tableRows(state)) };
    case 'beginning-chosen': {
      const atTop = withBeginning(list, tableRows(state));
      // The first of the rows that are due is meant, not the run that is shown first until they come.
      const cursorAddress = areRowsDue(state) ? undefined : atTop.cursorAddress;
      return { ...state, list: { ...atTop, cursorAddress, follow: 'following' } };
    }
    case 'cursor-moved':
      return { ...state, list: anchorIfMoved(list, moveCursor(list, action.index, tableRows(state))) };
    case 'failed-run-reached':
      return { ...state, list: { ...moveCursor(list, action.index, tableRows(state)), follow: 'anchored' } };
    case 'mark-toggled':
      return { ...state, list: { ...toggleMark(list, tableRows(state)), follow: 'anchored' } };
    case 'range-marked':
      return withList(state, markRuns(list, action.runs, action.anchor));
    case 'marks-cleared':
      return withList(state, { marks: new Map(), markAnchor: undefined });
    case 'cancels-moved':
      return action.phases.size === 0 ? state : withList(state, moveCancels(state, action.phases));
    case 'columns-scrolled':
      return withList(state, { columnPart: action.part });
    default:
      return undefined;
  }
}

/** Keeps the selected run in sight after a resize; other columns are shown from the first. */
export function settleList(state: State, before: State, hasOtherRoom: boolean): State {
  const { list, look, store } = state;
  let next = list;
  if (look.columns !== before.look.columns) next = { ...next, columnPart: 0 };
  if (store.link !== before.store.link && store.link.type === 'stale')
    next = { ...next, isLoadingMore: false };
  if (hasOtherRoom) next = moveCursor(next, next.cursorIndex, tableRows(state));
  return next === list ? state : { ...state, list: next };
}

function withList(state: State, patch: Partial<ListState>): State {
  return { ...state, list: { ...state.list, ...patch } };
}

function withCriteria(state: State, action: Extract<Action, { readonly type: 'criteria-changed' }>): State {
  const { criteria, columns = state.look.columns, step } = action;
  const shown = columns === state.look.columns ? state : { ...state, look: { ...state.look, columns } };
  const { steps: before } = state.list;
  const steps = step ? [...before, step] : (action.steps ?? before);
  return withList(shown, { ...criteria, steps, phase: 'loading', isLoadingMore: false, reasons: undefined });
}

/** An open filter bar shows the reason itself: see `applyFilterAction`. */
export function refuseQuery(state: State, error: InspectorError): State {
  const before = withList(state, { ...state.list.loadedCriteria, phase: 'ready', isLoadingMore: false });
  if (isTyping(state)) return before;
  return { ...before, notice: { text: errorText(error), tone: 'error', at: state.now } };
}

/** A refused cancel is shown in the error column. */
function moveCancels(
  { list, now }: State,
  moved: ReadonlyMap<string, CancelPhase>,
): Pick<ListState, 'emptyColumns' | 'cancels'> {
  const isRefused = [...moved.values()].some(phase => refusalText(phase) !== undefined);
  const cancels = new Map(list.cancels);
  for (const [address, phase] of moved) cancels.set(address, { ...phase, at: now });
  const { emptyColumns } = list;
  const shown = isRefused ? new Set([...emptyColumns].filter(id => id !== 'error')) : emptyColumns;
  return { emptyColumns: shown, cancels };
}

function isTyping({ overlay }: State): boolean {
  return overlay.type === 'filter';
}

function isRunOpen({ screen }: State): boolean {
  return screen === 'detail' || screen === 'compare';
}

/** The oldest runs, oldest first, of all or of those created at `since` or later. */
export type EndPage = {
  readonly page: RunPage;
  readonly since?: number;
  /** Whether there may be newer runs than those of the page. */
  readonly isFull: boolean;
};

function withEnd(list: ListState, read: EndPage, height: number): ListState {
  const { rows, to } = rowsOf(read);
  const end = { to, isWhole: to === Number.POSITIVE_INFINITY };
  return moveCursor(insteadOfBeginning(list, { ...read.page, runs: rows }, end), rows.length - 1, height);
}

/** A run below the loaded rows, and the page that begins with it. */
type FarPage = { readonly run: RunSummary; readonly page: RunPage };

function withRowsFrom(list: ListState, { run, page }: FarPage, height: number): ListState {
  const { createdAt: until } = run;
  const shown = insteadOfBeginning(list, page, { to: until + 1, isWhole: false, until });
  return moveCursor(
    { ...shown, top: 0 },
    page.runs.findIndex(row => isSameRun(row, run)),
    height,
  );
}

type Part = Omit<NonNullable<ListState['end']>, 'begin'>;

function insteadOfBeginning(list: ListState, page: RunPage, part: Part): ListState {
  const { rows, nextCursor, scanned, end } = list;
  return {
    ...list,
    rows: page.runs,
    nextCursor: part.until === undefined ? undefined : page.nextCursor,
    scanned: undefined,
    isLoadingMore: false,
    follow: 'anchored',
    newAbove: 0,
    emptyColumns: emptyColumns(page.runs, list.emptyColumns),
    end: { ...part, begin: end?.begin ?? { rows, nextCursor, scanned } },
    ...targetsOf(list, page),
  };
}

/** Replaces the rows in the time range of the page; the selected run keeps its line. */
function withEndPart(list: ListState, read: EndPage, height: number): ListState {
  const { end } = list;
  if (!end) return list;
  const { since = Number.NEGATIVE_INFINITY } = read;
  const { rows, to } = rowsOf(read);
  const away = missingNames(read.page);
  const isCovered = (run: RunSummary) => run.createdAt >= since && run.createdAt < to;
  const kept = list.rows.filter(run => !isCovered(run) || away.has(run.target ?? ''));
  const all = [...kept, ...rows].sort(compareNewest);
  const known = new Set<string>();
  const next = all.filter(run => !known.has(runAddress(run)) && known.add(runAddress(run)));
  const found = next.findIndex(run => runAddress(run) === list.cursorAddress);
  const cursorIndex = found >= 0 ? found : Math.min(list.cursorIndex, next.length - 1);
  const newTo = Math.max(end.to, to);
  const shown: ListState = {
    ...list,
    rows: next,
    top: list.top + (found >= 0 ? found - list.cursorIndex : 0),
    isLoadingMore: false,
    emptyColumns: emptyColumns(rows, list.emptyColumns),
    end: { ...end, to: newTo, isWhole: newTo === Number.POSITIVE_INFINITY },
    ...targetsOf(list, read.page),
  };
  return moveCursor(shown, cursorIndex, height);
}

function withBeginning(list: ListState, height: number): ListState {
  if (!list.end) return moveCursor(list, 0, height);
  return moveCursor({ ...list, ...list.end.begin, isLoadingMore: false, end: undefined }, 0, height);
}

/**
 * The newest millisecond of a full page is left out, because further runs of it may follow; unless the whole
 * page is of one.
 */
function rowsOf({ page, isFull }: EndPage): { readonly rows: readonly RunSummary[]; readonly to: number } {
  const rows = [...page.runs].sort(compareNewest);
  const [newest] = rows;
  if (!isFull || !newest) return { rows, to: Number.POSITIVE_INFINITY };
  const older = rows.filter(run => run.createdAt < newest.createdAt);
  return older.length > 0 ? { rows: older, to: newest.createdAt } : { rows, to: newest.createdAt + 1 };
}

function targetsOf(list: ListState, page: RunPage): Pick<ListState, 'missing' | 'partial' | 'notes'> {
  const partial = new Set([...list.partial, ...missingNames(page)]);
  // A target that was missing before keeps the message that says why.
  const missing = (page.missing ?? []).map(
    one => list.missing.find(({ target }) => target === one.target) ?? one,
  );
  return { missing, partial, notes: page.notes };
}
