import type { RunStore } from '../../src/contract/run-store.ts';
import { comparisonSentence } from '../../src/model/compare/text/comparison-sentence.ts';
import { type ComparedRuns, compareRuns } from '../../src/operations/compare-runs.ts';

/** How a run differs from the last success of its flow, in one sentence. */
export async function toldApart(store: RunStore, id: string): Promise<string> {
  return comparisonSentence(await compareWithSuccess(store, id));
}

export function compareWithSuccess(store: RunStore, id: string): Promise<ComparedRuns> {
  return compareRuns(store, id, 'success', { now: Date.now() });
}
