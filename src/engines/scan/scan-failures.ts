import type { FailureChunk, FailuresOptions } from '../../contract/failure-chunk.ts';
import { parseCursor } from '../../contract/lists/newest-cursor.ts';
import { createRunTallies } from '../../model/failure/failure-tally.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSource, ScanBudget } from './run-source.ts';
import { nextCursorOf, progressOf } from './scan-page.ts';
import { scanSome } from './scan-some.ts';

/** Of the time that a page may take: somebody waits for the first part. */
const firstShare = 0.1;

/** Failures, newest first, in parts that end when the budget runs out. */
export async function scanFailures(
  source: RunSource,
  query: Query,
  { cursor, now, bucketMs, signal }: FailuresOptions,
  budget: ScanBudget,
): Promise<FailureChunk> {
  const { add, tallies } = createRunTallies(bucketMs);
  const start = cursor === undefined ? undefined : parseCursor(cursor);
  const ms = budget.ms * (start ? 1 : firstShare);
  const scan = await scanSome(
    source,
    query,
    { start, now, withFailures: true, signal },
    { budget: { ...budget, ms }, isFull: () => false, take: add },
  );
  const searched = progressOf(scan, await source.total({ query, now, signal }));
  return { tallies: tallies(), searched, ...nextCursorOf(scan) };
}
