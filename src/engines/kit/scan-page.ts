import { createYielding } from '../../async/yield-to-event-loop.ts';
import type { FailureChunk, FailuresOptions } from '../../contract/failures.ts';
import {
  type Cursor,
  createComparator,
  formatCursor,
  listedAt,
  type Place,
  parseCursor,
  placeOf,
  topSize,
} from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import { createRunTallies } from '../../model/failure/failure-tally.ts';
import { canonicalJson } from '../../model/payload/json-text.ts';
import { isLogClause, joinQueries } from '../../model/query/clauses.ts';
import {
  composeQuery,
  createdBetween,
  createdBounds,
  isCreatedRange,
  oneOfTexts,
} from '../../model/query/compose-query.ts';
import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import { emptyQuery, type Query } from '../../model/query/query.ts';
import type { RunSummary, Settled } from '../../model/run.ts';
import { createSettler, type Work } from '../../model/settled-work.ts';
import { countOf } from '../../model/text/formats.ts';
import type { RunSource } from './run-search.ts';
import type { ScanBudget, ScannedRun, Signal } from './run-source.ts';

/** Newest first; short, even empty, when the budget runs out. */
export async function scanPage(
  source: RunSource,
  query: Query,
  { cursor, limit, now, signal }: ListOptions,
  budget: ScanBudget,
): Promise<RunPage> {
  const runs: RunSummary[] = [];
  const start = cursor === undefined ? undefined : parseCursor(cursor);
  const isFull = () => runs.length >= limit;
  const scanning = scanRuns(source, query, { start, wanted: limit + 1, now, budget, isFull, signal }, run =>
    runs.push(run),
  );
  const isSimple = query.clauses.every(isCreatedRange);
  const [scan, total] = await Promise.all([scanning, isSimple ? undefined : source.total({ signal })]);
  return {
    runs,
    ...nextCursorOf(scan),
    ...(total === undefined ? {} : { scanned: progressOf(scan, total) }),
  };
}

function nextCursorOf({ isLast, place, read }: Scan): { readonly nextCursor?: string } {
  return isLast || !place ? {} : { nextCursor: formatCursor({ ...place, read }) };
}

/** Runs may have come or gone since the first page. */
function progressOf({ isLast, read }: Scan, total: number) {
  return { read: isLast ? total : Math.min(read, total), total };
}

/** The share of the budget's time for the first part of the failures: somebody waits for it. */
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
  const part = { ...budget, ms: budget.ms * (start ? 1 : firstShare) };
  const scan = await scanRuns(source, query, { start, now, withFailures: true, budget: part, signal }, add);
  const searched = progressOf(scan, await source.total({ signal }));
  return { tallies: tallies(), searched, ...nextCursorOf(scan) };
}

type Scan = {
  /** Since the first page. */
  read: number;
  place?: Place;
  isLast: boolean;
};

type Scanning = {
  readonly start?: Cursor;
  readonly now: number;
  readonly wanted?: number;
  readonly withFailures?: boolean;
  readonly withoutErrors?: boolean;
  readonly budget?: ScanBudget;
  readonly isFull?: () => boolean;
} & Signal;

const boundless: ScanBudget = { ms: Number.POSITIVE_INFINITY, rows: Number.POSITIVE_INFINITY };

export async function scanRuns(
  source: RunSource,
  query: Query,
  { start, now, budget = boundless, isFull = () => false, signal, ...hints }: Scanning,
  take: (run: RunSummary, scanned: ScannedRun) => void,
): Promise<Scan> {
  const matcher = createScanMatcher(query, now);
  const { from, to } = createdBounds(query, now);
  const yielding = createYielding(signal);
  const end = performance.now() + budget.ms;
  const scan: Scan = { read: start?.read ?? 0, place: start, isLast: false };
  const lastRow = scan.read + Math.max(1, budget.rows);
  const isTimeUp = () => scan.place !== start && performance.now() >= end;
  const after = source.order === undefined ? laterPlace(start, to) : start;
  for await (const batch of source.read({ after, ...hints, signal })) {
    for (const run of batch) {
      if (listedAt(run.summary) < from) return { ...scan, isLast: true };
      if (isFull() || scan.read >= lastRow) return scan;
      const known = matcher.bySummary(run);
      // Loaded payloads would have to be loaded again for the next page.
      const isSlow = hints.withFailures || (known === undefined && !run.isLoaded?.());
      if (isSlow && isTimeUp()) return scan;
      if (known ?? (await matcher.byPayloads(run, { signal }))) take(run.summary, run);
      scan.read += 1;
      scan.place = placeOf(run.summary);
      if (yielding.isDue()) await yielding.yieldNow();
    }
    signal?.throwIfAborted();
    if (isTimeUp()) return scan;
  }
  return { ...scan, isLast: true };
}

function createScanMatcher(query: Query, now: number) {
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

/** How many runs to collect before sorting: more would block the event loop for too long. */
const maxWaiting = 2_000;

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
  await scanRuns(source, query, { now, signal }, run => {
    top.push(run);
    if (top.length >= size + maxWaiting) keepBest();
  });
  keepBest();
  return { runs: top };
}

/** The later, in list order, of a cursor and the end of the time range. */
function laterPlace(start: Place | undefined, to: number): Place | undefined {
  if (to === Number.POSITIVE_INFINITY) return start;
  const isLater = start && (start.createdAt < to || (start.createdAt === to && start.id === ''));
  return isLater ? start : { createdAt: to, id: '' };
}

export type SettledRuns = {
  readonly byId: ReadonlyMap<string, Settled>;
  readonly notes: readonly string[];
};

type Options = { readonly now: number } & Signal;

const settledBudget: ScanBudget = { ms: 2_000, rows: 20_000 };

/** Compares the newest runs first by their summaries, then by the inputs of those that are left. */
export async function scanSettled(
  source: RunSource,
  options: Options,
  {
    query = emptyQuery,
    budget = settledBudget,
  }: { readonly query?: Query; readonly budget?: ScanBudget } = {},
): Promise<SettledRuns> {
  const endAt = performance.now() + budget.ms;
  const runs: ScannedRun[] = [];
  const scanning = { ...options, budget, withoutErrors: true };
  const { isLast } = await scanRuns(source, query, scanning, (_, run) => runs.push(run));
  const bySummary = settle(runs.map(({ summary }) => ({ ...summary, input: null })));
  const compared = findComparable(runs, bySummary);
  const inputs = await readInputs(compared, endAt, options);
  const works = runs.map(({ summary }): Work => {
    const isRead = inputs.byId.has(summary.id);
    return { ...summary, input: isRead ? inputs.byId.get(summary.id) : null };
  });
  return {
    byId: compared.length > 0 ? settle(works) : bySummary,
    notes: [
      ...(isLast
        ? []
        : [`settled: the newest ${countOf(runs.length, 'run')} were searched, and no older ones`]),
      ...(inputs.left === 0
        ? []
        : [`settled: ${countOf(inputs.left, 'input')} could not be compared in time`]),
    ],
  };
}

/** An opened run is shown at once, so that little is read for it. */
const budgetOfOne: ScanBudget = { ms: 300, rows: 2_000 };

export async function withSettledOf<Found extends RunSummary>(
  run: Found | undefined,
  sourceOf: (query: Query, options: Options) => Promise<RunSource> | RunSource,
  { signal }: Signal,
): Promise<Found | undefined> {
  if (run?.status !== 'failed') return run;
  const options = { now: Date.now(), signal };
  const ofWorkflow = composeQuery(oneOfTexts('workflow', run.name));
  // What settles the run that it repeats settles it, too, and that run is older.
  const query =
    run.retryOf === undefined ? joinQueries(ofWorkflow, createdBetween(run.createdAt)) : ofWorkflow;
  const source = await sourceOf(query, options);
  const { byId } = await scanSettled(source, options, { query, budget: budgetOfOne });
  const settled = byId.get(run.id);
  return settled ? { ...run, settled } : run;
}

function settle(works: readonly Work[]): ReadonlyMap<string, Settled> {
  const settledBy = createSettler(works);
  return new Map(
    works.flatMap(work => {
      const settled = settledBy(work);
      return settled ? [[work.id, settled] as const] : [];
    }),
  );
}

/** The failed runs that are left, and the successes with which their inputs are compared, newest first. */
function findComparable(runs: readonly ScannedRun[], settled: ReadonlyMap<string, Settled>) {
  const plain = runs.filter(({ summary }) => summary.key === undefined);
  const compared = new Set<ScannedRun>();
  for (const all of Map.groupBy(plain, ({ summary: { kind, name } }) => `${kind} ${name}`).values()) {
    const left = all.filter(({ summary: { id, status } }) => status === 'failed' && !settled.has(id));
    const oldest = left.reduce((first, { summary }) => Math.min(first, summary.createdAt), Infinity);
    const later = all.filter(({ summary }) => summary.status === 'success' && summary.createdAt >= oldest);
    if (later.length > 0) for (const run of [...left, ...later]) compared.add(run);
  }
  return plain.filter(run => compared.has(run));
}

/** `left`: how many runs were not read because the time was up. */
async function readInputs(runs: readonly ScannedRun[], endAt: number, { signal }: Signal) {
  const byId = new Map<string, string | undefined>();
  for (const [at, { summary, loadPayloads }] of runs.entries()) {
    if (performance.now() >= endAt) return { byId, left: runs.length - at };
    const { input } = (await loadPayloads?.({ signal })) ?? {};
    byId.set(summary.id, input === undefined ? undefined : canonicalJson(input));
  }
  return { byId, left: 0 };
}
