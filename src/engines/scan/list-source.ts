import { comesAfter, type Place } from '../../contract/run-order.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import type { RunSummary } from '../../model/run.ts';
import type { RunSource, Signal } from './run-source.ts';

type ListSourceOptions<R extends RunSummary> = {
  /** Every run, the newest first. */
  readonly list: (signal?: AbortSignal) => Promise<readonly R[]>;
  /** Called at most once a query, and only when a clause cannot be decided by the summary. */
  readonly loadPayloads: (run: R, options?: Signal) => Promise<Payloads>;
  readonly batchSize?: number;
};

const usualBatchSize = 1_000;

/** A source over runs whose summaries are all at hand in one list. */
export function createListSource<R extends RunSummary>({
  list,
  loadPayloads,
  batchSize = usualBatchSize,
}: ListSourceOptions<R>): RunSource {
  return {
    read: async function* ({ after, signal }) {
      const runs = await list(signal);
      for (let from = firstAfter(runs, after); from < runs.length; from += batchSize) {
        yield runs
          .slice(from, from + batchSize)
          .map(summary => ({ summary, loadPayloads: options => loadPayloads(summary, options) }));
      }
    },
    total: async ({ signal }) => (await list(signal)).length,
  };
}

/** The index of the first run after a place, by bisection. */
function firstAfter(runs: readonly RunSummary[], place: Place | undefined): number {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const run = runs[middle];
    if (run && comesAfter(run, place)) high = middle;
    else low = middle + 1;
  }
  return low;
}
