import { pages } from '../../contract/lists/pages.ts';
import { listedAt } from '../../contract/lists/run-order.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { hasCounters } from '../../contract/target-info.ts';
import type { WorkflowInfo } from '../../contract/workflow-info.ts';
import { parseQuery, tryParseQuery } from '../../model/query/parse/parse-query.ts';
import type { Query } from '../../model/query/query.ts';
import { createJob, createReader, type Read, type Reader, unlessAway } from '../shell/jobs.ts';
import type { SavedView } from '../shell/remembered.ts';
import { type Action, type Reaction, type ReaderContext, type State, withStore } from '../shell/state.ts';
import { pageRows } from '../table/list-reading.ts';
import {
  allRuns,
  failedRuns,
  type MatchCount,
  openFailures,
  type ShownCounts,
  shownCounts,
  toQuery,
  type ViewCount,
  viewCount,
} from '../table/list-state.ts';

declare module '../shell/state.ts' {
  interface State {
    readonly savedViews: readonly SavedView[];
  }
  interface StoreState {
    readonly counts?: ShownCounts;
    /** The number of runs of views without counters, by filter, as far as they were counted. */
    readonly viewCounts?: ReadonlyMap<string, ViewCount>;
  }
  interface Actions {
    readonly views:
      | { readonly type: 'views-changed'; readonly views: readonly SavedView[] }
      | { readonly type: 'counts-loaded'; readonly counts: ShownCounts | undefined }
      | { readonly type: 'view-counted'; readonly filter: string; readonly count: ViewCount | undefined };
  }
}

export function applyViewsAction(state: State, action: Action): State | undefined {
  switch (action.type) {
    case 'views-changed':
      return { ...state, savedViews: action.views };
    case 'counts-loaded':
      return withPossibleCounts(withStore(state, { counts: action.counts }));
    case 'view-counted':
      return withPossibleCounts(withStore(state, { viewCounts: withCount(state, action) }));
    default:
      return undefined;
  }
}

/** Drops a number of open failures above that of failed runs: one of them is older, and changes soon. */
function withPossibleCounts(state: State): State {
  const { counts, viewCounts } = state.store;
  const open = viewCounts?.get(openFailures.filter);
  if (!counts || !viewCounts || !open || open.runs <= (counts.failed ?? 0)) return state;
  const others = [...viewCounts].filter(([filter]) => filter !== openFailures.filter);
  return withStore(state, { viewCounts: new Map(others) });
}

/** A view that cannot be counted now loses its count, which would be taken for current. */
function withCount(
  { store: { viewCounts = new Map() } }: State,
  { filter, count }: Extract<Action, { readonly type: 'view-counted' }>,
): ReadonlyMap<string, ViewCount> {
  const others = [...viewCounts].filter(([known]) => known !== filter);
  return new Map(count ? [...others, [filter, count]] : others);
}

export function createCountsReader(context: ReaderContext): Reader {
  const { store, dispatch, now } = context;
  return createReader(context, async signal => {
    const opened = store();
    const counts = await readShownCounts(opened, { signal, now: now() });
    if (signal.aborted) return;
    const isPartial = (opened.missing?.() ?? []).length > 0;
    dispatch({ type: 'counts-loaded', counts: counts && isPartial ? { ...counts, isPartial } : counts });
  });
}

const activeUnknown = parseQuery('status:active status:unknown');
const mostUnknown = 500;

/** The counters do not tell which runs of an unknown status may still change, so these are counted apart. */
export async function readShownCounts(
  store: RunStore,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<ShownCounts | undefined> {
  const counts = await store.counts({ signal });
  if (!counts?.unknown) return counts;
  const options = { sort: newestFirst, limit: mostUnknown, now, signal };
  const { runs, nextCursor } = await store.listRuns(activeUnknown, options);
  return nextCursor === undefined ? { ...counts, activeUnknown: runs.length } : counts;
}

/** Counting takes at most one part in this many of the time. */
const restTimes = 20;
/** The runs of `since:1h` change without any change of the store. */
const agedMs = 60_000;

/** Counts the runs of views without counters, once the list is shown and again after changes. */
export function countViews(context: ReaderContext): Reaction {
  const { getState, dispatch, now } = context;
  const job = createJob(context);
  let isDue = true;
  let dueAt = Number.NEGATIVE_INFINITY;
  let agedAt = Number.POSITIVE_INFINITY;
  let open: { readonly failed?: number; readonly dueAt: number } = uncounted;

  async function countOne(filter: string, signal: AbortSignal): Promise<void> {
    const isAlways = filter === openFailures.filter;
    const count = await unlessAway(() => (isAlways ? countPage : countAll)(context, filter, signal), signal);
    if (signal.aborted) return;
    dispatch({ type: 'view-counted', filter, count });
  }

  async function countOpen(signal: AbortSignal): Promise<void> {
    const { store } = getState();
    const from = now();
    await countOne(openFailures.filter, signal);
    if (signal.aborted) return;
    open = { failed: store.counts?.failed, dueAt: now() + Math.max(openAgainMs, restTimes * (now() - from)) };
  }

  /** Beside the number of failed runs, an older one of the open ones reads as if runs were settled. */
  function isOpenDue({ store }: State): boolean {
    return !store.target.isRemote && store.counts?.failed !== open.failed && now() >= open.dueAt;
  }

  async function count(...[signal]: Parameters<Read>): Promise<void> {
    const from = now();
    isDue = false;
    const filters = countedFilters(getState());
    for (const filter of filters) {
      if (signal.aborted || !isRead(getState())) break;
      await (filter === openFailures.filter ? countOpen(signal) : countOne(filter, signal));
    }
    // Another target has times of its own.
    if (signal.aborted) return;
    dueAt = now() + Math.max(againMs, restTimes * (now() - from));
    agedAt = filters.some(hasTime) ? now() + agedMs : Number.POSITIVE_INFINITY;
  }

  const react = (before: State, after: State): void => {
    if (before.store.target !== after.store.target) {
      job.stop();
      [isDue, dueAt] = [true, Number.NEGATIVE_INFINITY];
      open = uncounted;
    }
    const filters = countedFilters(after);
    const hasView = filters.some(filter => !after.store.viewCounts?.has(filter));
    if (before.savedViews !== after.savedViews && hasView) [isDue, dueAt] = [true, Number.NEGATIVE_INFINITY];
    if (before.list.rows !== after.list.rows || before.store.counts !== after.store.counts) isDue = true;
    if (filters.length === 0 || job.isBusy() || !isRead(after)) return;
    const isAllDue = now() >= agedAt || (isDue && now() >= dueAt);
    const isOnlyOpenDue = !isAllDue && filters.includes(openFailures.filter) && isOpenDue(after);
    if (isAllDue || isOnlyOpenDue) context.run(() => job.start(isAllDue ? count : countOpen, restMs));
  };
  return { react, stop: job.stop };
}

const uncounted = { dueAt: Number.NEGATIVE_INFINITY };

type Count = (context: ReaderContext, filter: string, signal: AbortSignal) => Promise<ViewCount>;

const countAll: Count = async (context, filter, signal) => {
  const { runs, until } = await countRuns(context, parseQuery(filter), signal);
  return { runs, isAtLeast: until !== undefined };
};

const mostOnPage = 400;

/** One request only, as nobody asked for this count. */
const countPage: Count = async ({ store, now }, filter, signal) => {
  const options = { sort: newestFirst, limit: mostOnPage, now: now(), signal };
  const { runs, nextCursor } = await store().listRuns(parseQuery(filter), options);
  return { runs: runs.length, isAtLeast: nextCursor !== undefined };
};

/** Open failures are counted where that needs no requests to an engine; saved views are the user's choice. */
function countedFilters({ savedViews, store }: State): readonly string[] {
  const saved = savedViews.map(({ filter }) => filter);
  const hasFailures = (store.counts?.failed ?? 0) > 0;
  return hasFailures && hasCounters(store.target) ? [openFailures.filter, ...saved] : saved;
}

/** Views are counted after the list, and only while the store is followed. */
function isRead({ list, store }: State): boolean {
  return list.phase === 'ready' && store.link.type === 'live' && store.pausedAt === undefined;
}

function hasTime(filter: string): boolean {
  const parsed = tryParseQuery(filter);
  return !('error' in parsed) && parsed.query.clauses.some(({ type }) => type === 'time');
}

/** A count ends after this many runs, or this long. */
const mostRuns = 2_400;
const mostMs = 2_000;
/** More keys, or runs recorded meanwhile, would make a count useless. */
const restMs = 300;
const againMs = 10_000;
const openAgainMs = 1_000;

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

/** Stores that count the runs of each workflow also count those of a kind: all, or the failed ones. */
function countedOfKind({ list, store }: State): ((info: WorkflowInfo) => number) | undefined {
  const { view, filterText, kind, missing } = list;
  const isCounted = view === allRuns || view === failedRuns;
  if (!isCounted || filterText !== '' || !hasCounters(store.target) || missing.length > 0) return undefined;
  return info => {
    if (info.kind !== kind) return 0;
    return view === allRuns ? info.total : info.failed;
  };
}

async function countRuns(context: ReaderContext, query: Query, signal: AbortSignal): Promise<MatchCount> {
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
