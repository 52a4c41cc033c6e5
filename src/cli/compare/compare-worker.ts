import { inTurns } from '../../async/in-turns.ts';
import { type ReportDone, serveThread } from '../../async/serve-thread.ts';
import { packComparison } from '../../model/compare/packed/packed-comparison.ts';
import { compareRuns } from '../../operations/compare-runs.ts';
import { openStore } from '../../stores/open-store.ts';
import { fromSentTarget } from '../../stores/sent-target.ts';
import type { CompareAnswers, CompareRequest } from './compare-requests.ts';

serveThread<CompareRequest>(
  () => compare,
  error => error,
);

/** Compares two runs of a store that the thread opens itself. */
async function compare(
  { target, address, addressOfB, now }: CompareRequest,
  signal: AbortSignal,
  onProgress: ReportDone,
): Promise<CompareAnswers['compare']> {
  const store = await openStore(fromSentTarget(target));
  try {
    const options = { now, signal, onProgress };
    const compared = await compareRuns(store, address, { address: addressOfB }, options);
    const { spansLeftOut, ...comparison } = compared;
    return { packed: await inTurns(packComparison(comparison), signal), spansLeftOut };
  } finally {
    await store.close();
  }
}
