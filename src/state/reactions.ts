import { isSameRun } from '../model/run.ts';
import { isSearching } from './detail/search.ts';
import type { Desk } from './session.ts';
import type { State } from './state.ts';

export type Reactions = {
  /** Starts the reading that a new state asks for. */
  readonly react: (before: State, after: State) => void;
  readonly stop: () => void;
};

/** The detail beside the table follows the cursor once it rests. */
const followMs = 90;
const rowsAheadOfTheEnd = 50;

export function createReactions(desk: Desk, refreshAll: () => Promise<void>): Reactions {
  const { getState, dispatch, run } = desk;
  let retryTimer: NodeJS.Timeout | undefined;
  let followTimer: NodeJS.Timeout | undefined;
  let searching: NodeJS.Immediate | undefined;

  const followCursor = (): void => {
    if (!getState().detail || getState().screen === 'detail') return;
    clearTimeout(followTimer);
    followTimer = setTimeout(() => {
      const { detail, list } = getState();
      const summary = list.rows[list.cursorIndex];
      if (detail && summary && !isSameRun(summary, detail.summary))
        dispatch({ type: 'detail-opened', summary });
    }, followMs);
  };

  const followOpenRun = (state: State): void => {
    const open = state.detail?.summary;
    const row = open && state.list.rows.find(candidate => isSameRun(candidate, open));
    if (row && row !== open) dispatch({ type: 'detail-summary-changed', summary: row });
  };

  const retryAt = (at: number): void => {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(
      () => {
        if (!getState().isPaused) run(refreshAll);
      },
      Math.max(0, at - desk.effects.now()),
    );
  };

  /** A search through something large is read in parts, each in a turn of its own, so that keys come between. */
  const searchOn = ({ detail }: State): void => {
    if (!detail || !isSearching(detail)) return;
    clearImmediate(searching);
    searching = setImmediate(() => dispatch({ type: 'detail-search-continued' }));
  };

  const react = (before: State, after: State): void => {
    const open = after.detail?.summary;
    if (open && !isSameRun(open, before.detail?.summary)) run(() => desk.detail.load());
    if (after.detail) run(() => desk.detail.loadTrace());
    const { list } = after;
    const isNearTheEnd = list.cursorIndex + rowsAheadOfTheEnd >= list.rows.length && !list.scanned;
    if (isNearTheEnd && after.link.type === 'live') run(() => desk.list.loadMore());
    if (list.cursorAddress !== before.list.cursorAddress) followCursor();
    if (list.rows !== before.list.rows) followOpenRun(after);
    if (after.detail !== before.detail) searchOn(after);
    if (after.link.type === 'stale' && after.link !== before.link) retryAt(after.link.retryAt);
  };

  const stop = (): void => {
    clearTimeout(retryTimer);
    clearTimeout(followTimer);
    clearImmediate(searching);
  };

  return { react, stop };
}
