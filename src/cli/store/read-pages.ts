import type { RunPage } from '../../contract/lists/run-page.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { RunSummary } from '../../model/run.ts';
import { listPages, type PageRequest } from '../../operations/list-pages.ts';
import type { Context } from '../context/context.ts';
import { createProgress } from '../print/progress.ts';

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

/** A store without counts is read longer than for a screen, because scripts keep the ids. */
const votesMs = 10_000;

/** For data: tables and `tsv` do not show the ids. */
export async function createFailureIdAdder(store: RunStore, context: Context) {
  const { createFailureIdReader } = await import('../../operations/failures/failure-votes.ts');
  const options = { now: context.now(), signal: context.signal, budgetMs: votesMs };
  const reader = createFailureIdReader(store, options);
  return async <R extends RunSummary>(runs: readonly R[]) => {
    const idOf = await reader.read(runs);
    return runs.map(run => ({ ...run, failureId: idOf(run) }));
  };
}
