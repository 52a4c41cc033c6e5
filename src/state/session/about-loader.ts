import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Action } from './actions.ts';

export type AboutLoader = {
  /** Asks until it was told once; `again` asks even so. */
  readonly load: (again?: boolean) => Promise<void>;
  readonly stop: () => void;
};

type Deps = { readonly store: () => RunStore; readonly dispatch: (action: Action) => void };

/** Brings into the state what the server says of itself, and what it lets this user do. */
export function createAboutLoader({ store, dispatch }: Deps): AboutLoader {
  let asking = new AbortController();
  let isTold = false;
  const ask = coalesceCalls(async () => {
    const { signal } = asking;
    const asked = store();
    if (!asked.about || isTold) return;
    try {
      const about = await untilAborted(asked.about({ signal }), signal);
      isTold = true;
      dispatch({ type: 'about-loaded', about });
    } catch (error) {
      // What is wrong with the store is told by the list's own question.
      if (!signal.aborted && !(error instanceof InspectorError)) throw error;
    }
  });
  const load = (again = false): Promise<void> => {
    if (again) isTold = false;
    return ask();
  };
  const stop = (): void => {
    asking.abort();
    asking = new AbortController();
    isTold = false;
  };
  return { load, stop };
}
