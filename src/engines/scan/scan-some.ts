import { createYielding } from '../../async/yield-to-event-loop.ts';
import type { Cursor } from '../../contract/lists/newest-cursor.ts';
import type { Place } from '../../contract/lists/run-order.ts';
import { createdBounds } from '../../model/query/created-bounds.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import type { RunSource, ScanBudget, Signal } from './run-source.ts';
import { createScanMatcher } from './scan-runs.ts';

/** How far a scan has come. */
export type Scan = {
  /** Since the first page. */
  read: number;
  place?: Place;
  isLast: boolean;
};

type From = {
  readonly start?: Cursor;
  readonly now: number;
  readonly wanted?: number;
  readonly withFailures?: boolean;
} & Signal;

type Taking = {
  readonly budget: ScanBudget;
  readonly isFull: () => boolean;
  readonly take: (run: RunSummary) => void;
};

/** Takes matching runs, newest first, until enough were taken or the budget runs out. */
export async function scanSome(
  source: RunSource,
  query: Query,
  { start, now, wanted, withFailures = false, signal }: From,
  { budget, isFull, take }: Taking,
): Promise<Scan> {
  const matcher = createScanMatcher(query, now);
  const { from, to } = createdBounds(query, now);
  const yielding = createYielding(signal);
  const end = performance.now() + budget.ms;
  const scan: Scan = { read: start?.read ?? 0, place: start, isLast: false };
  const lastRow = scan.read + Math.max(1, budget.rows);
  const isTimeUp = () => scan.place !== start && performance.now() >= end;
  const after = laterPlace(start, to);
  for await (const batch of source.read({ query, now, after, wanted, withFailures, signal })) {
    for (const run of batch) {
      if (run.summary.createdAt < from) return { ...scan, isLast: true };
      if (isFull() || scan.read >= lastRow) return scan;
      const known = matcher.bySummary(run);
      // Loaded payloads would have to be loaded again for the next page.
      const isSlow = withFailures || (known === undefined && !run.isLoaded?.());
      if (isSlow && isTimeUp()) return scan;
      const isMatch = known ?? (await matcher.byPayloads(run, { signal }));
      if (isMatch) take(run.summary);
      scan.read += 1 + (run.skippedBefore ?? 0);
      scan.place = { createdAt: run.summary.createdAt, id: run.summary.id };
      if (yielding.isDue()) await yielding.yieldNow();
    }
    signal?.throwIfAborted();
    if (isTimeUp()) return scan;
  }
  return { ...scan, isLast: true };
}

/** The later, in list order, of a cursor and the end of the time range. */
function laterPlace(start: Place | undefined, to: number): Place | undefined {
  if (to === Number.POSITIVE_INFINITY) return start;
  const bound = { createdAt: to, id: '' };
  return start && isBehind(start, bound) ? start : bound;
}

function isBehind(place: Place, other: Place): boolean {
  return place.createdAt < other.createdAt || (place.createdAt === other.createdAt && place.id === '');
}
