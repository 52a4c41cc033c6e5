import { createYielding } from '../../async/yield-to-event-loop.ts';
import { type Cursor, formatCursor, parseCursor } from '../../contract/newest-cursor.ts';
import type { Place } from '../../contract/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/run-store.ts';
import { createdBounds, isCreatedRange } from '../../model/query/created-bounds.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import type { RunSource, ScanBudget } from './run-source.ts';
import { createScanMatcher } from './scan-matcher.ts';

type Page = {
  readonly runs: RunSummary[];
  /** Since the first page. */
  read: number;
  place?: Place;
  isLast: boolean;
};

/** Newest first; short, even empty, when the budget runs out. */
export async function scanPage(
  source: RunSource,
  query: Query,
  options: ListOptions,
  budget: ScanBudget,
): Promise<RunPage> {
  const { cursor: text, now, signal } = options;
  const cursor = text === undefined ? undefined : parseCursor(text);
  const page = await fillPage(source, query, { ...options, start: cursor }, budget);
  const total = query.clauses.every(isCreatedRange) ? undefined : await source.total({ query, now, signal });
  const read = page.isLast ? (total ?? page.read) : page.read;
  return {
    runs: page.runs,
    ...(page.isLast || !page.place ? {} : { nextCursor: formatCursor({ ...page.place, read }) }),
    ...(total === undefined ? {} : { scanned: { read: Math.min(read, total), total } }),
  };
}

async function fillPage(
  source: RunSource,
  query: Query,
  { start, limit, now, signal }: ListOptions & { readonly start?: Cursor },
  budget: ScanBudget,
): Promise<Page> {
  const matcher = createScanMatcher(query, now);
  const { from, to } = createdBounds(query, now);
  const yielding = createYielding(signal);
  const end = performance.now() + budget.ms;
  const page: Page = { runs: [], read: start?.read ?? 0, place: start, isLast: false };
  const lastRow = page.read + Math.max(1, budget.rows);
  const isTimeUp = () => page.place !== start && performance.now() >= end;
  const after = laterPlace(start, to);
  for await (const batch of source.read({ query, now, after, wanted: limit + 1, signal })) {
    for (const run of batch) {
      if (run.summary.createdAt < from) return { ...page, isLast: true };
      if (page.runs.length >= limit || page.read >= lastRow) return page;
      const known = matcher.bySummary(run);
      // Loaded payloads would have to be loaded again for the next page.
      if (known === undefined && isTimeUp() && !run.isLoaded?.()) return page;
      const isMatch = known ?? (await matcher.byPayloads(run, { signal }));
      if (isMatch) page.runs.push(run.summary);
      page.read += 1 + (run.skippedBefore ?? 0);
      page.place = { createdAt: run.summary.createdAt, id: run.summary.id };
      if (yielding.isDue()) await yielding.yieldNow();
    }
    signal?.throwIfAborted();
    if (isTimeUp()) return page;
  }
  return { ...page, isLast: true };
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
