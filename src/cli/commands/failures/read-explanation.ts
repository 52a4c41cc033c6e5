import type { RunStore } from '../../../contract/run-store.ts';
import type { Query } from '../../../model/query/query.ts';
import type { FailureExplanation } from '../../../model/share/explanation.ts';
import { explainFailures } from '../../../operations/failures/failure-explanation.ts';
import type { Context } from '../../context/context.ts';
import { createProgress } from '../../print/progress.ts';

/** What the failed runs that match share, and since when; `undefined` where none has failed. */
export async function readExplanation(
  store: RunStore,
  query: Query,
  context: Context,
): Promise<FailureExplanation | undefined> {
  const progress = createProgress('comparing', context);
  try {
    return await explainFailures(store, query, {
      now: context.now(),
      signal: context.signal,
      onProgress: progress.show,
    });
  } finally {
    progress.end();
  }
}
