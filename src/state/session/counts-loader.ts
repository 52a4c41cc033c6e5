import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Action } from './actions.ts';

export type CountsLoader = { readonly load: () => Promise<void>; readonly stop: () => void };

type Deps = { readonly store: () => RunStore; readonly dispatch: (action: Action) => void };

/** Brings the counts by status into the state, one question at a time; the last call is always answered. */
export function createCountsLoader({ store, dispatch }: Deps): CountsLoader {
  let asking = new AbortController();
  const load = coalesceCalls(async () => {
    const { signal } = asking;
    const asked = store();
    try {
      const counts = await untilAborted(asked.counts({ signal }), signal);
      // Of several targets, those of some are not those of the list.
      const isPartial = (asked.missing?.() ?? []).length > 0;
      dispatch({ type: 'counts-loaded', counts: isPartial ? undefined : counts });
    } catch (error) {
      // What is wrong with the store is told by the list's own question.
      if (!signal.aborted && !(error instanceof InspectorError)) throw error;
    }
  });
  const stop = (): void => {
    asking.abort();
    asking = new AbortController();
  };
  return { load, stop };
}
