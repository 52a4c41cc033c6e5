import type { RunStore } from '../../contract/run-store.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Context } from '../context/context.ts';

/** For data, because tables do not show the ids. */
export async function createFailureIdAdder(store: RunStore, context: Context) {
  const { createFailureIdReader } = await import('../../operations/failures/failure-ids.ts');
  const reader = createFailureIdReader(store, { now: context.now(), signal: context.signal });
  return async <R extends RunSummary>(runs: readonly R[]) => {
    const idOf = await reader.read(runs);
    return runs.map(run => ({ ...run, failureId: idOf(run) }));
  };
}
