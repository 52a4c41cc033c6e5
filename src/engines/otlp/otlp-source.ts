import { firstAfter } from '../scan/first-after.ts';
import type { RunSource, ScannedRun } from '../scan/run-source.ts';
import type { IndexedFiles } from './indexed-files.ts';
import type { IndexedRun } from './runs/indexed-run.ts';
import { readSearchedPayloads } from './runs/read-otlp-run.ts';

/** How many runs are summarized at once. */
const batchSize = 100;

/** The runs of the files, each summarized when it is read. */
export function createOtlpSource(files: IndexedFiles): RunSource {
  const list = () => files.refresh().index.runs();

  function toScanned(run: IndexedRun): ScannedRun {
    const summarized = run.summarize();
    return { summary: summarized.summary, loadPayloads: async () => readSearchedPayloads(summarized, files) };
  }

  return {
    read: async function* ({ after }) {
      const runs = list();
      for (let from = firstAfter(runs, after, run => run); from < runs.length; from += batchSize) {
        yield runs.slice(from, from + batchSize).map(toScanned);
      }
    },
    total: async () => list().length,
  };
}
