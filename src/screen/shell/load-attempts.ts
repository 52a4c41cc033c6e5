import { doublingMs } from '../../async/backoff.ts';
import { InspectorError } from '../../model/errors.ts';
import type { ReaderContext } from './reader-context.ts';

const firstRetryMs = 500;
const longestRetryMs = 15_000;

/** After `refused` another attempt would fail too. */
export type LoadOutcome = 'done' | 'aborted' | 'refused' | 'failed';

export type LoadAttempt = (signal: AbortSignal, work: () => Promise<void>) => Promise<LoadOutcome>;

/** Runs work that reads the store and reports expected failures: a refused query or an unreachable store. */
export function createLoadAttempt({ store, dispatch, now }: ReaderContext): LoadAttempt {
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
      dispatch({
        type: 'load-failed',
        error,
        retryAt: now() + doublingMs(failures, firstRetryMs, longestRetryMs),
      });
      return 'failed';
    }
  };
}
