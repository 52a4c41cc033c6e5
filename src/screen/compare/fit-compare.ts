import { compareBox } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { compareBodyRows } from './compare-layout.ts';
import { type CompareSize, moveCompareCursor } from './reduce-compare.ts';

export type { CompareSize } from './reduce-compare.ts';

export function compareSize(state: State): CompareSize {
  return { width: compareBox(state).width, rows: compareBodyRows(state) };
}

/** A comparison ends with its screen; while it is shown, its cursor stays in sight. */
export function settleCompare(state: State, _before: State, hasOtherRoom: boolean): State {
  if (!state.compare) return state;
  if (state.screen !== 'compare') return { ...state, compare: undefined };
  return hasOtherRoom ? fitCompare(state) : state;
}

/** Keeps the cursor in sight after the room for the rows has changed. */
export function fitCompare(state: State): State {
  const { compare } = state;
  return compare
    ? { ...state, compare: moveCompareCursor(compare, compare.cursor, compareSize(state)) }
    : state;
}
