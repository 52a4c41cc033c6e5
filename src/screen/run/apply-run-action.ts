import { isSameRun, type RunSummary, runAddress } from '../../model/run.ts';
import type { Action } from '../shell/actions.ts';
import { detailSize, tableRows } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { cursorRun, moveCursor } from '../table/reduce-list.ts';
import type { DetailAction, DetailState, OpenRunAction, Place } from './detail-state.ts';
import { openDetail, reduceDetail } from './reduce-detail.ts';
import type { PayloadLook } from './rows/flow.ts';

/** Reduces actions about the open run; `undefined` for any other action. */
export function applyRunAction(state: State, action: Action): State | undefined {
  switch (action.type) {
    case 'detail-opened':
      return { ...state, detail: openDetail(action.summary, state.detail, state.look) };
    case 'run-opened':
      return openFurther(state, action.summary, action.inTrace);
    case 'run-left':
      return goBackFrom(state);
    case 'detail-closed':
      return { ...state, detail: undefined, screen: 'table' };
    default: {
      if (!isDetailAction(action)) return undefined;
      if (!state.detail) return state;
      const detail = reduceDetail(state.detail, action, detailSize(state), state.now);
      return detail === state.detail ? state : withPayloadLook({ ...state, detail }, detail.look);
    }
  }
}

/** The next run is shown as this one, also after the detail was closed. */
function withPayloadLook(state: State, { format, wrap }: PayloadLook): State {
  const isSame = state.look.format === format && state.look.wrap === wrap;
  return isSame ? state : { ...state, look: { ...state.look, format, wrap } };
}

function isDetailAction(action: Exclude<Action, OpenRunAction>): action is DetailAction {
  return action.type.startsWith('detail-');
}

/** The most places that Esc goes back through: their runs stay in memory. */
const mostPlaces = 8;

/** Opens a run with the focus: Esc goes back to what is shown now. */
function openFurther(state: State, summary: RunSummary, inTrace?: { readonly spanId?: string }): State {
  const { screen, detail: before, compare, list } = state;
  if (screen === 'detail' && isSameRun(before?.summary, summary)) return state;
  const opened = openDetail(summary, before, { ...state.look, inTrace });
  const { cursorAddress } = list;
  const place = screen === 'table' ? undefined : { screen, detail: before, compare, cursorAddress };
  const detail = { ...opened, openedFrom: place && atMost(place, mostPlaces) };
  return { ...state, screen: 'detail', detail, compare: undefined };
}

/** Goes back to where the open run was opened. */
function goBackFrom(state: State): State {
  const place = state.detail?.openedFrom;
  if (!place) return state;
  const { cursorAddress, ...shown } = place;
  const back = { ...state, detail: undefined, ...shown };
  const index = back.list.rows.findIndex(row => runAddress(row) === cursorAddress);
  return index < 0 ? back : { ...back, list: moveCursor(back.list, index, tableRows(back)) };
}

/** The detail follows the focus back to the table. */
export function settleRun(state: State, before: State): State {
  return state.screen === 'table' && before.screen !== 'table' ? besideTable(state) : state;
}

/** Once the table has the focus, the run beside it is the one under its cursor, on which keys act. */
function besideTable(state: State): State {
  const { list, look } = state;
  if (!state.detail) return state;
  const detail = { ...state.detail, openedFrom: undefined };
  const run = list.cursorAddress === undefined ? undefined : cursorRun(list);
  const isBeside = run === undefined || isSameRun(run, detail.summary);
  return { ...state, detail: isBeside ? detail : openDetail(run, detail, look) };
}

function atMost(place: Place, places: number): Place | undefined {
  if (places === 0) return undefined;
  const from = place.detail?.openedFrom;
  if (!place.detail || !from) return place;
  const detail: DetailState = { ...place.detail, openedFrom: atMost(from, places - 1) };
  return { ...place, detail };
}
