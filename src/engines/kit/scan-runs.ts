import { createYielding } from '../../async/yield-to-event-loop.ts';
import { listedAt } from '../../contract/lists/run-order.ts';
import { isLogClause } from '../../model/query/clauses.ts';
import { createdBounds } from '../../model/query/compose-query.ts';
import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import type { RunSource } from './run-search.ts';
import type { ScannedRun, Signal } from './run-source.ts';

/** Every matching run, newest first, in batches, without a budget. */
export async function* scanRuns(
  source: RunSource,
  query: Query,
  { now, signal }: { readonly now: number } & Signal,
): AsyncGenerator<readonly RunSummary[]> {
  const matcher = createScanMatcher(query, now);
  const { from, to } = createdBounds(query, now);
  const yielding = createYielding(signal);
  const isBounded = to !== Number.POSITIVE_INFINITY && source.order === undefined;
  const after = isBounded ? { createdAt: to, id: '' } : undefined;
  for await (const batch of source.read({ after, signal })) {
    const found: RunSummary[] = [];
    for (const run of batch) {
      if (listedAt(run.summary) < from) {
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

/** Loads payloads only when the summary does not decide. */
export function createScanMatcher(query: Query, now: number) {
  const matches = compileMatcher(query, { now });
  const withLogs = query.clauses.some(isLogClause);
  return {
    /** `undefined` when it depends on payloads. */
    bySummary: ({ summary, loadPayloads }: ScannedRun): boolean | undefined => {
      if (!loadPayloads) return matches({ summary });
      let needsPayloads = false;
      const payloads = () => {
        needsPayloads = true;
        return {};
      };
      const isMatch = matches({ summary, payloads });
      return needsPayloads ? undefined : isMatch;
    },
    byPayloads: async ({ summary, loadPayloads }: ScannedRun, options: Signal): Promise<boolean> => {
      const payloads = (await loadPayloads?.({ ...options, withLogs })) ?? {};
      return matches({ summary, payloads: () => payloads });
    },
  };
}
