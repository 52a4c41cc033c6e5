import { isNewestFirst } from '../../contract/lists/run-order.ts';
import { runAddress } from '../../model/run.ts';
import type { SessionContext, State } from '../shell/state.ts';
import type { ListState } from './list-state.ts';
import { moveCursor } from './reduce-list.ts';

/** Before a command for the first row, anchors the table on the run that the user saw there. */
export function keepShownRow({ getState, dispatch, firstRows, now }: SessionContext): void {
  const state = getState();
  if (!isFollowing(state)) return;
  const shown = firstRows.at(now() - reactionMs);
  const index = state.list.rows.findIndex(run => runAddress(run) === shown);
  if (index > 0) dispatch({ type: 'cursor-moved', index });
}

/** New runs take the line under the cursor only where that is seen and nothing was opened for a run. */
function mayFollow({ size, screen, detail, overlay }: State): boolean {
  if (size.isLinear) return false;
  return screen === 'table' && !detail && (overlay.type === 'none' || overlay.type === 'filter');
}

/** In another order than newest first, new runs may be anywhere, and the cursor stays on its run. */
export function isFollowing(state: State): boolean {
  const { follow, sort } = state.list;
  if (follow !== 'following' || !isNewestFirst(sort)) return false;
  return state.store.pausedAt === undefined && mayFollow(state);
}

/** After a refresh, the cursor stays on the first row, or on its run where new ones may not take its line. */
export function followTop(state: State, list: ListState, height: number): ListState {
  if (list.follow === 'anchored' || !isNewestFirst(list.sort)) return list;
  if (list.cursorIndex === 0) return list;
  if (!mayFollow(state)) return { ...list, follow: 'anchored' };
  return { ...moveCursor({ ...list, top: 0 }, 0, height), follow: 'following' };
}

export function anchorIfMoved(before: ListState, list: ListState): ListState {
  return list.cursorIndex === before.cursorIndex ? list : { ...list, follow: 'anchored' };
}

/** Which run stood in the first row while the table was not anchored, and since when. */
type FirstRows = {
  readonly note: (list: ListState, now: number) => void;
  /** The address of the run in the first row at that time, or else of the earliest one known. */
  readonly at: (time: number) => string | undefined;
};

/** A key that is pressed so soon after a run took the first row means the run that stood there before. */
export const reactionMs = 300;

export function createFirstRows(): FirstRows {
  let rows: readonly { readonly address: string; readonly since: number }[] = [];
  let criteria: string | undefined;
  const indexAt = (time: number) => {
    const index = rows.findLastIndex(({ since }) => since <= time);
    return Math.max(0, index);
  };
  return {
    note: ({ rows: [first], follow, loadedCriteria }, now) => {
      const address = first && runAddress(first);
      const loaded = JSON.stringify(loadedCriteria);
      // What came to the first row because the user asked for other rows is what the user means.
      if (follow === 'anchored' || loaded !== criteria) rows = [];
      criteria = loaded;
      if (follow === 'anchored' || address === undefined || address === rows.at(-1)?.address) return;
      rows = [...rows.slice(indexAt(now - reactionMs)), { address, since: now }];
    },
    at: time => rows[indexAt(time)]?.address,
  };
}

declare module '../shell/state.ts' {
  interface StoreReader {
    readonly firstRows: FirstRows;
  }
}
