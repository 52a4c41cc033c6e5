import type { InspectorError } from '../../model/errors.ts';
import { refusalText } from '../cancel/cancel-phase.ts';
import type { PayloadLook } from '../detail/flow.ts';
import { openDetail, reduceDetail } from '../detail/reduce-detail.ts';
import { withBeginning, withEnd, withEndPart } from '../list/end/end-rows.ts';
import type { ListState } from '../list/list-state.ts';
import { markRuns, toggleMark } from '../list/marks/marks.ts';
import { moveCursor, withPage } from '../list/reduce-list.ts';
import { type OverlayAction, reduceOverlay } from '../overlays/overlay.ts';
import type { Action, ScreenAction } from './actions.ts';
import { errorText } from './error-text.ts';
import { detailSize, tableRows } from './layout.ts';
import { createState, type State } from './state.ts';
import type { Size } from './window-size.ts';

export function reduce(state: State, action: Action): State {
  if ('overlay' in action) return withOverlay(state, action);
  switch (action.type) {
    case 'clock-ticked':
      return state.now === action.now ? state : { ...state, now: action.now };
    case 'resized':
      return isSameSize(state.size, action.size) ? state : fitList({ ...state, size: action.size });
    case 'screen-changed':
      return fitList({ ...state, screen: action.screen });
    case 'overlay-reopened':
      return fitList({ ...state, overlay: action.reopened });
    case 'look-changed':
      return withLook(state, action.look);
    case 'columns-scrolled':
      return withList(state, { columnPart: action.part });
    case 'views-changed':
      return { ...state, savedViews: action.views };
    case 'noticed':
      return fitList({ ...state, notice: { text: action.text, tone: action.tone, at: state.now } });
    case 'notice-expired':
      return fitList({ ...state, notice: undefined });
    case 'task-moved':
      return state.task === action.task ? state : fitList({ ...state, task: action.task });
    case 'target-changed':
      return switchTarget(state, action);
    default:
      return reduceStore(state, action);
  }
}

function withOverlay(state: State, action: OverlayAction): State {
  const overlay = reduceOverlay(state.overlay, action, state.size);
  return overlay === state.overlay ? state : fitList({ ...state, overlay });
}

function isSameSize(a: Size, b: Size): boolean {
  return a.columns === b.columns && a.rows === b.rows;
}

function reduceStore(state: State, action: ScreenAction): State {
  const { store } = state;
  switch (action.type) {
    case 'load-failed': {
      const since = store.link.type === 'stale' ? store.link.since : state.now;
      const link = { type: 'stale', since, error: action.error, retryAt: action.retryAt } as const;
      return fitList(withStore(withList(state, { isLoadingMore: false }), { link }));
    }
    case 'link-restored':
      if (store.link.type === 'live' && store.can === action.can) return state;
      return fitList(withStore(state, { can: action.can, link: { type: 'live' } }));
    case 'about-loaded':
      return withStore(state, { about: action.about });
    case 'counts-loaded':
      return withStore(state, { counts: action.counts });
    case 'pause-toggled':
      return withStore(state, { isPaused: !store.isPaused });
    default:
      return reduceList(state, action);
  }
}

function withStore(state: State, patch: Partial<State['store']>): State {
  return { ...state, store: { ...state.store, ...patch } };
}

function reduceList(state: State, action: ScreenAction): State {
  const { list } = state;
  switch (action.type) {
    case 'matches-counted':
      return withList(state, { matches: action.matches });
    case 'criteria-changed':
      return fitList(withCriteria(state, action));
    case 'query-refused':
      return refuseQuery(state, action.error);
    case 'empty-list-explained':
      return withList(state, { reasons: action.reasons });
    case 'more-requested':
      return withList(state, { isLoadingMore: true });
    case 'page-loaded':
      return { ...state, list: withPage(list, action.page, action, tableRows(state)) };
    case 'end-loaded': {
      const change = action.isPart ? withEndPart : withEnd;
      return { ...state, list: change(list, action, tableRows(state)) };
    }
    case 'beginning-chosen':
      return { ...state, list: withBeginning(list, tableRows(state)) };
    case 'cursor-moved':
      return { ...state, list: moveCursor(list, action.index, tableRows(state)) };
    case 'mark-toggled':
      return { ...state, list: toggleMark(list, tableRows(state)) };
    case 'range-marked':
      return withList(state, markRuns(list, action.runs, action.anchor));
    case 'marks-cleared':
      return withList(state, { marks: new Map(), markAnchor: undefined });
    case 'cancel-moved':
      return withList(state, {
        emptyColumns: refusalText(action.phase) === undefined ? list.emptyColumns : withoutError(list),
        cancels: new Map([...list.cancels, [action.address, { ...action.phase, at: state.now }]]),
      });
    default:
      return reduceOpenDetail(state, action);
  }
}

function withCriteria(
  state: State,
  { criteria, columns = state.look.columns }: Extract<ScreenAction, { readonly type: 'criteria-changed' }>,
): State {
  const shown = columns === state.look.columns ? state : withLook(state, { columns });
  return withList(shown, { ...criteria, phase: 'loading', isLoadingMore: false, reasons: undefined });
}

/** The reason stands in the filter bar while that is open. */
function refuseQuery(state: State, error: InspectorError): State {
  const { list, overlay } = state;
  const before = withList(state, { ...list.loadedCriteria, phase: 'ready', isLoadingMore: false });
  if (overlay.type === 'filter') {
    const { message: reason, hint } = error;
    return withOverlay(before, { overlay: 'filter', type: 'refused', reason, hint });
  }
  return fitList({ ...before, notice: { text: errorText(error), tone: 'error', at: state.now } });
}

/** A refused cancel is told in the column of errors. */
function withoutError({ emptyColumns }: ListState): ListState['emptyColumns'] {
  return new Set([...emptyColumns].filter(id => id !== 'error'));
}

function reduceOpenDetail(state: State, action: ScreenAction): State {
  switch (action.type) {
    case 'detail-opened':
      return fitList({ ...state, detail: openDetail(action.summary, state.detail, state.look) });
    case 'detail-closed':
      return fitList({ ...state, detail: undefined, screen: 'table' });
    default: {
      if (!state.detail || !isDetailAction(action)) return state;
      const detail = reduceDetail(state.detail, action, detailSize(state));
      return detail === state.detail ? state : withPayloadLook({ ...state, detail }, detail.look);
    }
  }
}

/** The next run is shown as this one, also after the detail was closed. */
function withPayloadLook(state: State, { format, wrap }: PayloadLook): State {
  const isSame = state.look.format === format && state.look.wrap === wrap;
  return isSame ? state : { ...state, look: { ...state.look, format, wrap } };
}

type DetailActionOf<A> = A extends { readonly type: `detail-${string}` } ? A : never;

function isDetailAction(
  action: ScreenAction,
): action is Exclude<DetailActionOf<ScreenAction>, { type: 'detail-opened' | 'detail-closed' }> {
  return (
    action.type.startsWith('detail-') && action.type !== 'detail-opened' && action.type !== 'detail-closed'
  );
}

/** Other columns are shown from the first. */
function withLook(state: State, look: Partial<State['look']>): State {
  const columnPart = look.columns ? 0 : state.list.columnPart;
  return { ...withList(state, { columnPart }), look: { ...state.look, ...look } };
}

function withList(state: State, patch: Partial<ListState>): State {
  return { ...state, list: { ...state.list, ...patch } };
}

/** Keeps the selected run visible after the table's height has changed. */
function fitList(state: State): State {
  return { ...state, list: moveCursor(state.list, state.list.cursorIndex, tableRows(state)) };
}

function switchTarget(
  { size, now }: State,
  { target, can, remembered }: Extract<ScreenAction, { readonly type: 'target-changed' }>,
): State {
  return createState({ size, now, target, can, remembered });
}
