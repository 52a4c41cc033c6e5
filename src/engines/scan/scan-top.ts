import { createComparator, topSize } from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import type { RunSource } from './run-source.ts';
import { scanRuns } from './scan-runs.ts';

/** How many runs to collect before sorting: more would block the event loop for too long. */
const maxWaiting = 2_000;

/** The first matching runs in an order other than newest first. */
export async function scanTop(
  source: RunSource,
  query: Query,
  { sort, limit, now, signal }: ListOptions,
): Promise<RunPage> {
  const size = Math.min(limit, topSize);
  const compare = createComparator(sort, now);
  let top: RunSummary[] = [];
  const keepBest = () => {
    top = top.sort(compare).slice(0, size);
  };
  for await (const runs of scanRuns(source, query, { now, signal })) {
    for (const run of runs) top.push(run);
    if (top.length >= size + maxWaiting) keepBest();
  }
  keepBest();
  return { runs: top };
}
