import type { RunSummary } from '../../model/run.ts';
import { isAfter } from '../scan/read-page.ts';
import type { Place, RunSource, ScannedRun } from '../scan/run-source.ts';
import type { Library } from './otlp-library.ts';
import { readSearched } from './read-run.ts';

const batchSize = 1_000;

/**
 * The runs of an index for a scan: their summaries are at hand, their payloads are read where a clause asks
 * for them.
 */
export function createOtlpSource(library: Library): RunSource {
  return {
    read: async function* ({ after }) {
      const { index } = library.refresh();
      const runs = index.runs();
      for (let from = placeOf(runs, after); from < runs.length; from += batchSize) {
        yield runs.slice(from, from + batchSize).map(
          (summary): ScannedRun => ({
            summary,
            loadPayloads: async () => {
              const run = index.find(summary.id);
              return run ? readSearched(run, library) : {};
            },
          }),
        );
      }
    },
    total: async () => library.refresh().index.runs().length,
  };
}

/** The number of the first run behind a place; runs are sorted, so it is found by halving. */
function placeOf(runs: readonly RunSummary[], after: Place | undefined): number {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const run = runs[middle];
    if (run && isAfter(run, after)) high = middle;
    else low = middle + 1;
  }
  return low;
}
