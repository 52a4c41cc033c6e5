import { joinQueries } from '../model/query/clauses.ts';
import type { Query } from '../model/query/query.ts';
import { type RunSummary, runAddress } from '../model/run.ts';
import type { Outcome } from '../model/share/since-when.ts';
import { isActive } from '../model/status.ts';
import { aroundQuery, failedQuery } from './around-failures.ts';
import { newestFirst, type RunStore } from './run-store.ts';

/** Where runs are read from for a comparison. */
export type ComparisonSource = Pick<RunStore, 'listRuns'> & {
  /** Whether each request is a round trip. */
  readonly isRemote?: boolean;
};

export type ComparisonOptions = {
  readonly now: number;
  readonly signal?: AbortSignal;
  /** Called between pieces of work: waits where others are to be let in. */
  readonly pause: () => Promise<void> | undefined;
  readonly onProgress?: (done: number, total: number) => void;
};

export type FailedAndOthers = {
  /** Newest first, those of the window. */
  readonly failed: readonly RunSummary[];
  /** How many were read in all. */
  readonly failedTotal: number;
  /** Ended runs of the same workflows and window that match no failure that is asked for. */
  readonly others: readonly RunSummary[];
  /** Of the same workflows, oldest first, up to the last failure. */
  readonly outcomes: readonly Outcome[];
  /** Whether there are failures, others of the window, or outcomes that were not read. */
  readonly isMoreFailed: boolean;
  readonly isMoreOthers: boolean;
  readonly isMoreOutcomes: boolean;
};

const pageSize = 1_000;
const mostFailed = 20_000;
const mostRows = 60_000;
const mostRemoteRows = 10_000;
/** So many runs before the window tell how many failed before. */
const rowsBefore = 5_000;
const leastPaddingMs = 3_600_000;

/** Reads the rows of the failed runs that match, and of those that they are compared with. */
export async function readFailedAndOthers(
  source: ComparisonSource,
  query: Query,
  options: ComparisonOptions,
): Promise<FailedAndOthers | undefined> {
  const failures = await collect(source, joinQueries(query, failedQuery), options, mostFailed);
  const [last] = failures.runs;
  const first = failures.runs.at(-1);
  if (!last || !first) return undefined;
  // What failed before those that were read is not known.
  const knownSince = failures.isMore ? first.createdAt : Number.NEGATIVE_INFINITY;
  const padding = Math.max(leastPaddingMs, last.createdAt - first.createdAt);
  const wantedStart = Math.max(knownSince, first.createdAt - padding);
  let before = 0;
  const around = aroundQuery(query, failures.runs, last.createdAt);
  const rows = await collect(source, around, options, source.isRemote ? mostRemoteRows : mostRows, run => {
    before += Number(run.createdAt < wantedStart);
    return before >= rowsBefore;
  });
  // Without all rows of the window, failures are compared with runs of their own time only.
  const oldest = rows.isMore ? (rows.runs.at(-1)?.createdAt ?? wantedStart) : wantedStart;
  const start = Math.max(wantedStart, oldest);
  const isFailed = addressesOf(failures.runs);
  const ended = rows.runs.filter(run => isFailed(run) || (!isActive(run) && run.createdAt >= knownSince));
  return {
    failed: failures.runs.filter(run => run.createdAt >= start),
    failedTotal: failures.runs.length,
    others: ended.filter(run => !isFailed(run) && run.createdAt >= start),
    outcomes: toOutcomes(ended, isFailed),
    isMoreFailed: failures.isMore,
    isMoreOthers: oldest > wantedStart,
    isMoreOutcomes: rows.isMore || failures.isMore,
  };
}

type Rows = { readonly runs: readonly RunSummary[]; readonly isMore: boolean };

async function collect(
  store: ComparisonSource,
  query: Query,
  { now, signal, pause, onProgress }: ComparisonOptions,
  most: number,
  isEnough: (run: RunSummary) => boolean = () => false,
): Promise<Rows> {
  const runs: RunSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listRuns(query, { sort: newestFirst, limit: pageSize, cursor, now, signal });
    signal?.throwIfAborted();
    for (const run of page.runs) {
      runs.push(run);
      if (runs.length >= most || isEnough(run)) return { runs, isMore: true };
    }
    if (page.scanned) onProgress?.(page.scanned.read, page.scanned.total);
    cursor = page.nextCursor;
    await pause();
  } while (cursor !== undefined);
  return { runs, isMore: false };
}

/** From the last failure back: what came after it says nothing of when failing began. */
function toOutcomes(newest: readonly RunSummary[], isFailed: (run: RunSummary) => boolean): Outcome[] {
  const from = newest.findIndex(isFailed);
  const outcomes = from < 0 ? [] : newest.slice(from);
  return outcomes
    .map((run): Outcome => {
      const end = isFailed(run) ? 'failed' : run.status === 'success' ? 'success' : 'other';
      return { id: run.id, target: run.target, at: run.createdAt, end };
    })
    .reverse();
}

function addressesOf(runs: readonly RunSummary[]): (run: RunSummary) => boolean {
  const addresses = new Set(runs.map(runAddress));
  return run => addresses.has(runAddress(run));
}
