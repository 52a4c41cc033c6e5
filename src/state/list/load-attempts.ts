import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Action } from '../session/actions.ts';

const firstRetryMs = 500;
const longestRetryMs = 15_000;

/** How it went; `refused` is for what will not be answered another time either. */
export type Attempted = 'done' | 'aborted' | 'refused' | 'failed';

export type Attempt = (signal: AbortSignal, work: () => Promise<void>) => Promise<Attempted>;

type Deps = {
  readonly store: () => RunStore;
  readonly dispatch: (action: Action) => void;
  readonly now: () => number;
};

/**
 * Does work that reads the store, and tells what an expected failure means: a wrong question, or a store out
 * of reach.
 */
export function createAttempts({ store, dispatch, now }: Deps): Attempt {
  let failures = 0;
  return async (signal, work) => {
    try {
      await work();
      failures = 0;
      if (signal.aborted) return 'aborted';
      dispatch({ type: 'link-restored', can: store().can });
      return 'done';
    } catch (error) {
      if (signal.aborted) return 'aborted';
      if (!(error instanceof InspectorError)) throw error;
      if (error.kind === 'usage' || error.kind === 'unsupported') {
        dispatch({ type: 'query-refused', error });
        return 'refused';
      }
      failures += 1;
      dispatch({ type: 'load-failed', error, retryAt: now() + retryDelayMs(failures) });
      return 'failed';
    }
  };
}

/** Waits twice as long after every failure, up to a quarter of a minute. */
function retryDelayMs(failures: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
}
