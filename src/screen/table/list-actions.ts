import type { RunPage } from '../../contract/lists/run-page.ts';
import type { Sort } from '../../contract/lists/sort.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Reason } from '../../model/query/parse/misread-terms.ts';
import type { RunSummary } from '../../model/run.ts';
import { type CancelPhase, refusalText } from '../../operations/acts/cancel-runs.ts';
import { isWide, tableRows } from '../shell/layout.ts';
import type { Action, SessionContext, State } from '../shell/state.ts';
import { errorText } from '../shell/status-message.ts';
import type { ColumnId } from './columns.ts';
import { type EndPage, type FarPage, withBeginning, withEnd, withEndPart, withRowsFrom } from './end-rows.ts';
import type { FilterStep, ListState, MarkAnchor, MatchCount } from './list-state.ts';
import { anchor, followTop, markRuns, toggleMark } from './picked-run.ts';
import { moveCursor, type PagePlace, withPage } from './reduce-list.ts';

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
  /** Marks these runs, or takes their marks away. */
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

/** What an action about the list makes of the state; `undefined` for any other. */
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
      return { ...state, list: action.kind === 'more' ? shown : followTop(state, shown, height) };
    }
    case 'end-loaded': {
      const change = action.isPart ? withEndPart : withEnd;
      return { ...state, list: change(list, action, tableRows(state)) };
    }
    case 'far-rows-loaded':
      return { ...state, list: withRowsFrom(list, action, tableRows(state)) };
    case 'beginning-chosen':
      return { ...state, list: { ...withBeginning(list, tableRows(state)), follow: 'following' } };
    case 'cursor-moved':
      return { ...state, list: anchor(list, moveCursor(list, action.index, tableRows(state))) };
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

/** Keeps the selected run in sight after the room has changed, and shows other columns from the first. */
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

/** The reason stands in the filter bar while that is open: see `applyFilterAction`. */
export function refuseQuery(state: State, error: InspectorError): State {
  const before = withList(state, { ...state.list.loadedCriteria, phase: 'ready', isLoadingMore: false });
  if (isTyping(state)) return before;
  return { ...before, notice: { text: errorText(error), tone: 'error', at: state.now } };
}

/** A refused cancel is told in the column of errors. */
function moveCancels(
  { list, now }: State,
  moved: ReadonlyMap<string, CancelPhase>,
): Pick<ListState, 'emptyColumns' | 'cancels'> {
  const isRefused = [...moved.values()].some(phase => refusalText(phase) !== undefined);
  const cancels = new Map(list.cancels);
  for (const [address, phase] of moved) cancels.set(address, { ...phase, at: now });
  return { emptyColumns: isRefused ? withoutError(list) : list.emptyColumns, cancels };
}

function withoutError({ emptyColumns }: ListState): ListState['emptyColumns'] {
  return new Set([...emptyColumns].filter(id => id !== 'error'));
}

/** While a filter is typed, columns do not come and go with its rows. */
function isTyping({ overlay }: State): boolean {
  return overlay.type === 'filter';
}

/** A run that is open, or compared, stays the marked one. */
function isRunOpen({ screen }: State): boolean {
  return screen === 'detail' || screen === 'compare';
}
