import { createDebounce } from '../../async/debounce.ts';
import { isSameRun } from '../../model/run.ts';
import { isSearching } from '../detail/find/search-state.ts';
import type { SessionContext } from './session-context.ts';
import type { State } from './state.ts';

export type Reactions = {
  /** Starts the reading that a new state asks for. */
  readonly react: (before: State, after: State) => void;
  readonly stop: () => void;
};

/** The detail beside the table follows the cursor once it rests. */
const followMs = 90;
const rowsAheadOfTheEnd = { near: 50, far: 200 } as const;
/** Runs that are only passed by are not read whole where each question takes a way. */
const passingMs = { near: 0, far: 150 } as const;

export function createReactions(context: SessionContext, refreshAll: () => Promise<void>): Reactions {
  const { getState, dispatch, run } = context;
  const distance = () => (getState().store.target.isRemote ? 'far' : 'near');
  const opening = createDebounce({ now: context.effects.now, restMs: () => passingMs[distance()] });
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
        if (!getState().store.isPaused) run(refreshAll);
      },
      Math.max(0, at - context.effects.now()),
    );
  };

  /**
   * A search through something large is read in parts, each in a turn of its own, so that keys come between.
   */
  const searchOn = ({ detail }: State): void => {
    if (!detail || !isSearching(detail)) return;
    clearImmediate(searching);
    searching = setImmediate(() => dispatch({ type: 'detail-search-continued' }));
  };

  const readOpenRun = (): void => {
    run(() => context.detail.load());
    run(() => context.detail.loadTrace());
  };

  const react = (before: State, after: State): void => {
    const open = after.detail?.summary;
    if (open && !isSameRun(open, before.detail?.summary)) opening.run(readOpenRun);
    else if (open && !opening.isPending()) run(() => context.detail.loadTrace());
    const { list } = after;
    const isNearTheEnd =
      list.cursorIndex + rowsAheadOfTheEnd[distance()] >= list.rows.length && !list.scanned;
    if (isNearTheEnd && after.store.link.type === 'live') run(() => context.list.loadMore());
    if (list.cursorAddress !== before.list.cursorAddress) followCursor();
    if (list.top !== before.list.top) context.list.scrolled();
    if (list.rows !== before.list.rows) followOpenRun(after);
    if (after.detail !== before.detail) searchOn(after);
    if (after.store.link.type === 'stale' && after.store.link !== before.store.link)
      retryAt(after.store.link.retryAt);
  };

  const stop = (): void => {
    clearTimeout(retryTimer);
    clearTimeout(followTimer);
    clearImmediate(searching);
    opening.cancel();
  };

  return { react, stop };
}
