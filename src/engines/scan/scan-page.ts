import type { FailureChunk, FailuresOptions } from '../../contract/failure-chunk.ts';
import { formatCursor, parseCursor } from '../../contract/lists/newest-cursor.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import { createRunTallies } from '../../model/failure/failure-tally.ts';
import { isCreatedRange } from '../../model/query/created-bounds.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import type { RunSource, ScanBudget } from './run-source.ts';
import { type Scan, scanSome } from './scan-some.ts';

/** Newest first; short, even empty, when the budget runs out. */
export async function scanPage(
  source: RunSource,
  query: Query,
  { cursor, limit, now, signal }: ListOptions,
  budget: ScanBudget,
): Promise<RunPage> {
  const runs: RunSummary[] = [];
  const start = cursor === undefined ? undefined : parseCursor(cursor);
  const scan = await scanSome(
    source,
    query,
    { start, wanted: limit + 1, now, signal },
    { budget, isFull: () => runs.length >= limit, take: run => runs.push(run) },
  );
  const total = query.clauses.every(isCreatedRange) ? undefined : await source.total({ query, now, signal });
  return {
    runs,
    ...nextCursorOf(scan),
    ...(total === undefined ? {} : { scanned: progressOf(scan, total) }),
  };
}

export function nextCursorOf({ isLast, place, read }: Scan): { readonly nextCursor?: string } {
  return isLast || !place ? {} : { nextCursor: formatCursor({ ...place, read }) };
}

/** Runs may have come or gone since the first page. */
export function progressOf({ isLast, read }: Scan, total: number) {
  return { read: isLast ? total : Math.min(read, total), total };
}

/** The part of a page's time that its first part may take: somebody waits for it. */
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
