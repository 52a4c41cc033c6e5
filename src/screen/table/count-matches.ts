import { pages } from '../../contract/lists/pages.ts';
import { listedAt } from '../../contract/lists/run-order.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import { hasCounters } from '../../contract/target-info.ts';
import type { WorkflowInfo } from '../../contract/workflow-info.ts';
import type { Query } from '../../model/query/query.ts';
import { createJob, type Read } from '../shell/jobs.ts';
import type { Reaction, ReaderContext, State } from '../shell/state.ts';
import { pageRows } from './list-reading.ts';
import { allRuns, failedRuns, type MatchCount, shownCounts, toQuery, viewCount } from './list-state.ts';

/** A count ends after so many runs, or so long. */
const mostRuns = 2_400;
const mostMs = 2_000;
/** Keys typed on, or runs recorded meanwhile, make a count useless. */
export const restMs = 300;
export const againMs = 10_000;

/** Counts the runs that match, in the background, where the store's counters do not tell. */
export function countMatches(context: ReaderContext): Reaction {
  const { getState, dispatch, now } = context;
  const job = createJob(context);

  async function count(...[signal, again]: Parameters<Read>): Promise<void> {
    // The counters may have arrived meanwhile.
    if (!isUncounted(getState())) return;
    const { rows } = getState().list;
    const matches = await readMatches(context, signal);
    if (!signal.aborted && isUncounted(getState())) dispatch({ type: 'matches-counted', matches });
    if (getState().list.rows !== rows) again(restLeft());
  }

  /** Counts no sooner again than the result is of use. */
  function restLeft(): number {
    const { matches } = getState().list;
    return matches ? Math.max(restMs, matches.at + againMs - now()) : restMs;
  }

  const react = (before: State, after: State): void => {
    if (after.list.rows === before.list.rows) return;
    const isUseful = isUncounted(after);
    if (!isUseful || after.list.loadedCriteria !== before.list.loadedCriteria) job.stop();
    if (isUseful && !job.isBusy()) context.run(() => job.start(count, restLeft()));
  };
  return { react, stop: job.stop };
}

/** Whether more runs match than are loaded, and no counter knows how many. */
function isUncounted(state: State): boolean {
  const { list } = state;
  if (list.phase !== 'ready' || list.nextCursor === undefined) return false;
  const isWholeView = list.filterText === '' && list.kind === 'both';
  return !isWholeView || viewCount(list.view, shownCounts(state)) === undefined;
}

async function readMatches(context: ReaderContext, signal: AbortSignal): Promise<MatchCount> {
  const counted = countedOfKind(context.getState());
  if (!counted) return countRuns(context, toQuery(context.getState().list), signal);
  const at = context.now();
  const infos = await context.store().workflows({ signal });
  return { runs: infos.reduce((sum, info) => sum + counted(info), 0), at };
}

/** Stores that count the runs of each workflow count those of a kind, too, all of them or the failed ones. */
function countedOfKind({ list, store }: State): ((info: WorkflowInfo) => number) | undefined {
  const { view, filterText, kind, missing } = list;
  const isCounted = view === allRuns || view === failedRuns;
  if (!isCounted || filterText !== '' || !hasCounters(store.target) || missing.length > 0) return undefined;
  return info => {
    if (info.kind !== kind) return 0;
    return view === allRuns ? info.total : info.failed;
  };
}

/** Counts the runs that match by reading them, as far as a count goes. */
export async function countRuns(
  context: ReaderContext,
  query: Query,
  signal: AbortSignal,
): Promise<MatchCount> {
  const { store, getState, now } = context;
  const at = now();
  const limit = pageRows(getState());
  let runs = 0;
  let until: number | undefined;
  let isWhole = false;
  for await (const page of pages(store(), query, { sort: newestFirst, limit, now: at, signal })) {
    runs += page.runs.length;
    const last = page.runs.at(-1);
    until = last ? listedAt(last) : until;
    isWhole = page.nextCursor === undefined;
    if (runs >= mostRuns || now() - at >= mostMs || signal.aborted) break;
  }
  return { runs, at, ...(isWhole ? {} : { until: until ?? at }) };
}
