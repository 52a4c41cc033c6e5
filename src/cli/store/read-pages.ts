import type { RunPage } from '../../contract/lists/run-page.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { RunSummary } from '../../model/run.ts';
import { listPages, type PageRequest } from '../../operations/list-pages.ts';
import type { Context } from '../context/context.ts';
import { createProgress } from '../print/progress.ts';

/** `listPages` with its progress on stderr. */
export async function* readPages(
  store: RunStore,
  request: PageRequest,
  context: Context,
): AsyncGenerator<RunPage> {
  const progress = createProgress('searching', context);
  const options = { now: context.now(), signal: context.signal, onProgress: progress.show };
  try {
    yield* listPages(store, request, options);
  } finally {
    progress.end();
  }
}

/** For data, because tables do not show the ids. */
export async function createFailureIdAdder(store: RunStore, context: Context) {
  const { createFailureIdReader } = await import('../../operations/failures/failure-votes.ts');
  const reader = createFailureIdReader(store, { now: context.now(), signal: context.signal });
  return async <R extends RunSummary>(runs: readonly R[]) => {
    const idOf = await reader.read(runs);
    return runs.map(run => ({ ...run, failureId: idOf(run) }));
  };
}
