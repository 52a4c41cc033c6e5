import { InspectorError } from '../model/errors.ts';
import type { RunStore } from '../stores/store.ts';
import type { Action } from './actions.ts';
import type { CancelTarget } from './state.ts';

type Deps = {
  readonly store: () => RunStore;
  readonly dispatch: (action: Action) => void;
};

/** Asks the store to cancel each run, one after the other, and tells what it answered. */
export async function cancelRuns({ store, dispatch }: Deps, runs: readonly CancelTarget[]): Promise<void> {
  for (const { id } of runs) dispatch({ type: 'cancel-moved', id, phase: { type: 'asking' } });
  for (const { id } of runs) {
    try {
      const result = await store().cancelRun(id);
      dispatch({ type: 'cancel-moved', id, phase: { type: 'answered', result } });
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
      dispatch({ type: 'cancel-moved', id, phase: { type: 'error', error } });
    }
  }
}
