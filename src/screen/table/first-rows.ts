import { isNewestFirst } from '../../contract/lists/run-order.ts';
import { runAddress } from '../../model/run.ts';
import type { SessionContext, State } from '../shell/state.ts';
import type { ListState } from './list-state.ts';
import { moveCursor } from './reduce-list.ts';

/** Before a command for the first row, anchors the table on the run that the user has seen there. */
export function keepShownRow({ getState, dispatch, firstRows, now }: SessionContext): void {
  const state = getState();
  if (!isFollowing(state)) return;
  const shown = firstRows.at(now() - reactionMs);
  const index = state.list.rows.findIndex(run => runAddress(run) === shown);
  if (index > 0) dispatch({ type: 'cursor-moved', index });
}

/**
 * Whether new runs may take the line under the cursor: nothing is open that was opened for a run, and it is
 * seen that they do.
 */
function mayFollow({ size, screen, detail, overlay }: State): boolean {
  if (size.isLinear) return false;
  return screen === 'table' && !detail && (overlay.type === 'none' || overlay.type === 'filter');
}

export function isFollowing(state: State): boolean {
  return state.list.follow === 'following' && state.store.pausedAt === undefined && mayFollow(state);
}

/** After rows were read again: stays on the first row, or anchors if that run is not the first any more. */
export function followTop(state: State, list: ListState, height: number): ListState {
  if (list.follow === 'anchored' || !isNewestFirst(list.sort)) return list;
  if (list.cursorIndex === 0) return list;
  if (!mayFollow(state)) return { ...list, follow: 'anchored' };
  return { ...moveCursor({ ...list, top: 0 }, 0, height), follow: 'following' };
}

/** The cursor was moved by the user: it stays where it is from now on. */
export function anchor(before: ListState, list: ListState): ListState {
  return list.cursorIndex === before.cursorIndex ? list : { ...list, follow: 'anchored' };
}

/** Which run stood in the first row while the table was not anchored, and since when. */
type FirstRows = {
  readonly note: (list: ListState, now: number) => void;
  /** The address of the run that stood there then, or that is the first one known of. */
  readonly at: (time: number) => string | undefined;
};

type FirstRow = { readonly address: string; readonly since: number };

/** A key that is pressed so soon after a run took the first row means the run that stood there before. */
export const reactionMs = 300;

export function createFirstRows(): FirstRows {
  let rows: readonly FirstRow[] = [];
  let criteria = '';
  const indexAt = (time: number) =>
    Math.max(
      0,
      rows.findLastIndex(({ since }) => since <= time),
    );
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
