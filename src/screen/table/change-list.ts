import { fitCompare } from '../compare/fit-compare.ts';
import { moveGroupCursor } from '../groups/reduce-groups.ts';
import { tableRows } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import type { ListState } from './list-state.ts';
import { moveCursor } from './reduce-list.ts';

/** Other columns are shown from the first. */
export function withLook(state: State, look: Partial<State['look']>): State {
  const columnPart = look.columns ? 0 : state.list.columnPart;
  return { ...withList(state, { columnPart }), look: { ...state.look, ...look } };
}

export function withList(state: State, patch: Partial<ListState>): State {
  return { ...state, list: { ...state.list, ...patch } };
}

/** Keeps what is selected visible after the height of the table has changed. */
export function fitList(state: State): State {
  const { list, groups } = state;
  const height = tableRows(state);
  return {
    ...fitCompare(state),
    list: moveCursor(list, list.cursorIndex, height),
    groups: groups && moveGroupCursor(groups, groups.cursorIndex, height),
  };
}
