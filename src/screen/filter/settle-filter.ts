import type { State } from '../shell/state.ts';
import { withColumnsOfRows } from '../table/reduce-list.ts';

/** Columns come and go with the rows again once the filter bar has been closed. */
export function settleFilter(state: State, before: State): State {
  const isDone = before.overlay.type === 'filter' && state.overlay.type !== 'filter';
  return isDone ? { ...state, list: withColumnsOfRows(state.list) } : state;
}
