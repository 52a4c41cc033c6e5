import { successes } from '../../model/query/clauses.ts';
import { createRecentSuccesses, createUsualAdder, type WorkflowUsual } from '../../model/usual/usual.ts';
import type { RunSource, Signal } from './run-source.ts';
import { scanRuns } from './scan-runs.ts';

/** What is usual for all workflows, by the newest successes; of very many runs, rare workflows have none. */
export async function scanUsual(
  source: RunSource,
  options: { readonly now: number } & Signal,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly WorkflowUsual[]> {
  const recent = createRecentSuccesses();
  let read = 0;
  for await (const runs of scanRuns(source, successes, options)) {
    for (const run of runs) recent.add(run);
    read += runs.length;
    if (read >= most) break;
  }
  return recent.usual();
}

/** The same runs, each with what is usual for its workflow. */
export function withUsual(source: RunSource, workflows: readonly WorkflowUsual[]): RunSource {
  const addUsual = createUsualAdder(workflows);
  return {
    ...source,
    async *read(options) {
      for await (const batch of source.read(options))
        yield batch.map(run => ({ ...run, summary: addUsual(run.summary) }));
    },
  };
}
