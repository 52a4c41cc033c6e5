import { createYielding } from '../../../async/yield-to-event-loop.ts';
import type { ListOptions } from '../../../contract/lists/run-page.ts';
import { explainBySource } from '../../../contract/reading/explain-failures.ts';
import type { Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import type { FailureExplanation } from '../../../model/share/explanation.ts';
import { defaultBudget } from '../../runs/lists/run-page.ts';
import type { Reader } from '../read/reader.ts';
import { readParts } from '../read/sqlite-parts.ts';
import { openPage, readSliced } from './sliced-pages.ts';

type Options = {
  readonly now: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
};

/** Compares all runs, and yields between its slices. */
export function explainRuns(
  query: Query,
  reader: Reader,
  { now, signal, onProgress }: Options,
): Promise<FailureExplanation | undefined> {
  const yielding = createYielding(signal);
  const source = {
    listRuns: (matching: Query, options: ListOptions) =>
      readSliced(openPage({ query: matching, ...options, budget: defaultBudget }, reader), signal),
    readParts: async (runs: readonly RunSummary[]) => {
      const ids = runs.map(({ id }) => id);
      return reader.atOnce(() => readParts(ids, reader));
    },
  };
  const pause = yielding.pause;
  return explainBySource(source, query, { now, signal, pause, onProgress });
}
