import type { Reaction } from '../shell/reader-context.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { showsUsual } from './list-reading.ts';

export function noteFirstRow({ firstRows, now }: SessionContext): Reaction {
  const react = (before: State, after: State): void => {
    if (after.list.rows !== before.list.rows || after.list.follow !== before.list.follow)
      firstRows.note(after.list, now());
  };
  return { react, stop: () => {} };
}

/** Reads the rows again once a column shows what they lack. */
export function readUsual({ run, list }: SessionContext): Reaction {
  const react = (before: State, after: State): void => {
    if (showsUsual(after) && !showsUsual(before)) run(() => list.refresh());
  };
  return { react, stop: () => {} };
}

/** The distance to the last row at which the next page is requested. */
const rowsAhead = 50;
const rowsAheadOfRoundTrip = 200;

export function loadMoreRows({ run, list: loader }: SessionContext): Reaction {
  const react = (before: State, { list, store }: State): void => {
    const ahead = store.target.isRemote ? rowsAheadOfRoundTrip : rowsAhead;
    const isNearTheEnd = list.cursorIndex + ahead >= list.rows.length && !list.scanned;
    if (isNearTheEnd && store.link.type === 'live') run(() => loader.loadMore());
    const isNearTheTop = list.end && !list.end.isWhole && list.cursorIndex < ahead;
    const hasMoved = list.cursorIndex !== before.list.cursorIndex;
    if (isNearTheTop && hasMoved && store.link.type === 'live') run(() => loader.loadAbove());
    if (list.top !== before.list.top) loader.scrolled();
  };
  return { react, stop: () => {} };
}
