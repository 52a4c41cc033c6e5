import { searchedLogs } from '../../model/query/search-words.ts';
import {
  createStatusTest,
  firstAfter,
  type PayloadOptions,
  type RunSource,
  type ScannedRun,
} from '../kit/run-source.ts';
import { readSearchedPayloads } from './read/read-otlp-run.ts';
import { readNewestMessages } from './read/read-otlp-trace.ts';
import type { IndexedFiles } from './runs/indexed-files.ts';
import { type IndexedRun, outcomeOf, summarize } from './runs/run-index.ts';

const batchSize = 100;

/** What no run of traces has. */
export const lackedFields = ['retryOf', 'key'] as const;

/** The runs of the files. Each is summarized when it is read, unless its status alone rules it out. */
export function createOtlpSource(files: IndexedFiles): RunSource {
  const list = () => files.refresh().index.runs();

  function toScanned(run: IndexedRun, skippedBefore: number): ScannedRun {
    const summarized = summarize(run);
    const loadPayloads = async ({ withLogs = false }: PayloadOptions = {}) => ({
      ...readSearchedPayloads(summarized, files),
      ...(withLogs ? { logs: searchedLogs(readNewestMessages(summarized, files)) } : {}),
    });
    return { summary: summarized.summary, skippedBefore, loadPayloads };
  }

  return {
    read: async function* ({ after, query }) {
      const runs = list();
      const mayMatch = createStatusTest(query);
      for (let from = firstAfter(runs, after, run => run); from < runs.length; from += batchSize) {
        const batch: ScannedRun[] = [];
        let skipped = 0;
        const slice = runs.slice(from, from + batchSize);
        for (const run of slice) {
          // The last one says how many before it were left out.
          if (run !== slice.at(-1) && !mayMatch(outcomeOf(run))) skipped += 1;
          else {
            batch.push(toScanned(run, skipped));
            skipped = 0;
          }
        }
        yield batch;
      }
    },
    total: async () => list().length,
  };
}
