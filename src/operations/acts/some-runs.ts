import { createRunCounts } from '../run-counts.ts';
import type { FoundRun, FoundRuns } from './find-runs.ts';

/** The runs without some of them, counted anew. */
export function withoutRuns(found: FoundRuns, left: Pick<ReadonlySet<string>, 'has' | 'size'>): FoundRuns {
  if (left.size === 0) return found;
  return withRuns(
    found,
    found.runs.filter(({ address }) => !left.has(address)),
  );
}

/** Some of the runs, counted anew. */
export function withRuns({ isCut }: FoundRuns, runs: readonly FoundRun[]): FoundRuns {
  const counts = createRunCounts();
  for (const { kind, name, statusKey } of runs) counts.add({ kind, name, status: statusKey });
  return { runs, counts: counts.list(), isCut };
}
