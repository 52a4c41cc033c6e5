import { comesAfter, type Place } from '../../contract/lists/run-order.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import type { RunSummary } from '../../model/run.ts';
import type { RunSource, Signal } from './run-source.ts';

type ListSourceOptions<R extends RunSummary> = {
  /** Every run, newest first. */
  readonly list: (signal?: AbortSignal) => Promise<readonly R[]>;
  readonly loadPayloads: (run: R, options?: Signal) => Promise<Payloads>;
  readonly batchSize?: number;
};

const defaultBatchSize = 1_000;

/** For stores that hold the summaries of all runs in one list. */
export function createListSource<R extends RunSummary>({
  list,
  loadPayloads,
  batchSize = defaultBatchSize,
}: ListSourceOptions<R>): RunSource {
  return {
    read: async function* ({ after, signal }) {
      const runs = await list(signal);
      for (let from = firstAfter(runs, after, run => run); from < runs.length; from += batchSize) {
        yield runs
          .slice(from, from + batchSize)
          .map(summary => ({ summary, loadPayloads: options => loadPayloads(summary, options) }));
      }
    },
    total: async ({ signal }) => (await list(signal)).length,
  };
}

/** Bisects a newest-first list for the first item after a place. */
export function firstAfter<T>(
  items: readonly T[],
  place: Place | undefined,
  placeOf: (item: T) => Place,
): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comesAfter(placeOf(items[middle] as T), place)) high = middle;
    else low = middle + 1;
  }
  return low;
}
