import { createYielding } from '../../async/yield-to-event-loop.ts';
import { createdBounds } from '../../model/query/created-bounds.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import type { RunSource, Signal } from './run-source.ts';
import { createScanMatcher } from './scan-matcher.ts';

/** Every matching run, newest first, in batches, without a budget. */
export async function* scanRuns(
  source: RunSource,
  query: Query,
  { now, signal }: { readonly now: number } & Signal,
): AsyncGenerator<readonly RunSummary[]> {
  const matcher = createScanMatcher(query, now);
  const { from, to } = createdBounds(query, now);
  const yielding = createYielding(signal);
  const after = to === Number.POSITIVE_INFINITY ? undefined : { createdAt: to, id: '' };
  for await (const batch of source.read({ query, now, after, signal })) {
    const found: RunSummary[] = [];
    for (const run of batch) {
      if (run.summary.createdAt < from) {
        yield found;
        return;
      }
      if (matcher.bySummary(run) ?? (await matcher.byPayloads(run, { signal }))) found.push(run.summary);
      if (yielding.isDue()) await yielding.yieldNow();
    }
    signal?.throwIfAborted();
    yield found;
  }
}
