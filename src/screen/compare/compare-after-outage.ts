import type { Reaction, ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';
import { areUnread } from './compare-state.ts';

/** Compares again once a store, or one of several, answers that was lost: once for each outage. */
export function compareAfterOutage({ run, dispatch }: ReaderContext): Reaction {
  let request: object | undefined;
  let wasLost = false;
  const react = (_: State, { compare, store, list }: State): void => {
    if (compare?.request !== request) {
      request = compare?.request;
      wasLost = false;
    }
    if (!compare) return;
    if (store.link.type === 'stale' || list.missing.length > 0) wasLost = true;
    else if (wasLost && areUnread(compare)) {
      wasLost = false;
      run(async () => dispatch({ type: 'compare-repeated', request: {} }));
    }
  };
  return { react, stop: () => {} };
}
