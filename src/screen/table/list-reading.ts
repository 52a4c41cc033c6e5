import { untilAborted } from '../../async/deadline.ts';
import { createEmptyPages } from '../../async/empty-pages.ts';
import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { followPages, pages } from '../../contract/lists/pages.ts';
import { isNewer, isNewestFirst, topSize } from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import { newestFirst, type Sort } from '../../contract/lists/sort.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { composeQuery, createdBetween, createdUpTo } from '../../model/query/compose-query.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import { explainEmptyList } from '../../operations/explain-empty-list.ts';
import type { LoadAttempt } from '../shell/follow-store.ts';
import { readWhileShown } from '../shell/jobs.ts';
import { tableRows } from '../shell/layout.ts';
import type { Reaction, ReaderContext, SessionContext, State } from '../shell/state.ts';
import type { EndPage } from './list-actions.ts';
import { type ListState, toQuery } from './list-state.ts';
import { cursorRun } from './reduce-list.ts';

export const firstPageRows = 100;
const rowsBelowTheScreen = 100;
/** The largest page that a server returns. */
export const mostRowsAtOnce = 500;
/** The cursor is not followed further down than this. */
const mostRows = 5_000;

/** Larger where each page is a round trip. */
export function pageRows({ store: { target } }: State): number {
  return target.isRemote ? 400 : 200;
}

function showsUsual({ look }: State): boolean {
  return look.columns.includes('slow');
}

function listRuns(
  { store, getState, now }: ReaderContext,
  signal: AbortSignal,
  query: Query,
  page: Pick<ListOptions, 'sort' | 'limit' | 'cursor'>,
): Promise<RunPage> {
  const options: ListOptions = { ...page, signal, now: now(), usual: showsUsual(getState()) };
  return untilAborted(store().listRuns(query, options), signal);
}

export function requestPage(
  context: ReaderContext,
  signal: AbortSignal,
  limit: number,
  cursor?: string,
): Promise<RunPage> {
  const { list } = context.getState();
  const query = cursor === undefined ? toQuery(list) : queryOfRows(list);
  return listRuns(context, signal, query, { sort: list.sort, limit, cursor });
}

/** Matches the loaded rows and those below them. */
function queryOfRows(list: ListState): Query {
  const until = list.end?.until;
  return until === undefined ? toQuery(list) : joinQueries(toQuery(list), composeQuery(createdUpTo(until)));
}

/** The pages, newest first; keys are handled before each further one, as a search may be slow. */
export async function* readPages(
  { store, now }: ReaderContext,
  query: Query,
  signal: AbortSignal,
  limit = mostRowsAtOnce,
): AsyncGenerator<RunPage> {
  const listRuns = (asked: Query, options: ListOptions) =>
    untilAborted(store().listRuns(asked, options), signal);
  const emptyPages = createEmptyPages();
  const options = { sort: newestFirst, limit, now: now(), signal };
  const next = async () => {
    await yieldToEventLoop();
    await emptyPages.rest(signal);
  };
  for await (const page of pages({ listRuns }, query, { ...options, next })) {
    yield page;
    emptyPages.note(page.runs.length === 0 && page.scanned === undefined);
    if (emptyPages.isEndless()) return;
  }
}

export function rowsInUse(state: State): number {
  return Math.max(firstPageRows, state.list.cursorIndex + tableRows(state) + rowsBelowTheScreen);
}

export async function readAgain(context: ReaderContext, signal: AbortSignal): Promise<RunPage> {
  const state = context.getState();
  if (!isNewestFirst(state.list.sort)) return requestPage(context, signal, topSize);
  const rows = pageRows(state);
  const selected = cursorRun(state.list);
  const wanted = rowsInUse(state);
  const runs: RunSummary[] = [];
  const isShort = () => {
    const last = runs.at(-1);
    return runs.length < wanted || (selected && last && isNewer(last, selected));
  };
  const read = (cursor: string | undefined) =>
    requestPage(context, signal, cursor === undefined ? Math.min(rows, wanted) : rows, cursor);
  let last: RunPage = { runs };
  for await (const page of followPages(read)) {
    last = page;
    runs.push(...page.runs);
    const canGoOn = !page.scanned && page.runs.length > 0 && !signal.aborted;
    if (!canGoOn || !isShort() || runs.length >= mostRows) break;
  }
  return { ...last, runs };
}

export function noteFirstRow({ firstRows, now }: SessionContext): Reaction {
  const react = (before: State, after: State): void => {
    if (after.list.rows !== before.list.rows || after.list.follow !== before.list.follow)
      firstRows.note(after.list, now());
  };
  return { react, stop: () => {} };
}

/** Reads the rows again once the column is shown that needs the usual durations. */
export function readUsual({ run, list }: SessionContext): Reaction {
  const react = (before: State, after: State): void => {
    if (showsUsual(after) && !showsUsual(before)) run(() => list.refresh());
  };
  return { react, stop: () => {} };
}

/** The distance to the last row at which the next page is requested. */
const rowsAhead = 50;
const rowsAheadOfRoundTrip = 200;

export function loadMoreRows({ run, list: loader }: SessionContext): Reaction {
  const react = (before: State, { list, store }: State): void => {
    const ahead = store.target.isRemote ? rowsAheadOfRoundTrip : rowsAhead;
    const isNearTheEnd = list.cursorIndex + ahead >= list.rows.length && !list.scanned;
    if (isNearTheEnd && store.link.type === 'live') run(() => loader.loadMore());
    const isNearTheTop = list.end && !list.end.isWhole && list.cursorIndex < ahead;
    const hasMoved = list.cursorIndex !== before.list.cursorIndex;
    if (isNearTheTop && hasMoved && store.link.type === 'live') run(() => loader.loadAbove());
    if (list.top !== before.list.top) loader.scrolled();
  };
  return { react, stop: () => {} };
}

export function createListExplainer(context: ReaderContext): Reaction {
  const { store, getState, dispatch, now } = context;
  const explaining = readWhileShown(context, {
    shown: ({ list }) =>
      isEmpty(list) ? JSON.stringify([list.view.filter, list.filterText, list.kind]) : undefined,
    read: async (_, signal) => {
      const { list } = getState();
      const within = toQuery({ ...list, filterText: '' });
      const query = parseQuery(list.filterText);
      const reasons = await explainEmptyList({ store: store(), query, within, now: now(), signal });
      if (!signal.aborted) dispatch({ type: 'empty-list-explained', reasons });
    },
  });
  return {
    react: (before, after) => {
      if (before.list !== after.list) explaining.react(before, after);
    },
    stop: explaining.stop,
  };
}

function isEmpty({ phase, rows, nextCursor, filterText }: ListState): boolean {
  return phase === 'ready' && rows.length === 0 && nextCursor === undefined && filterText !== '';
}

/** The filter that was probably meant instead of one that lists nothing. */
export function betterFilter(list: ListState): string | undefined {
  if (!isEmpty(list)) return undefined;
  const instead = list.reasons?.find(reason => reason.instead)?.instead;
  if (!instead) return undefined;
  const { filterText } = list;
  return `${filterText.slice(0, instead.start)}${instead.term}${filterText.slice(instead.end)}`.replace(
    /^ +| +$/gu,
    '',
  );
}

export type EndLoader = {
  readonly loadEnd: (signal: AbortSignal) => Promise<void>;
  /** While the end is shown: loads the rows above the first one. */
  readonly loadAbove: () => Promise<void>;
  readonly loadFrom: (run: RunSummary, signal: AbortSignal) => Promise<void>;
};

type Loading = {
  readonly context: ReaderContext;
  readonly attempt: LoadAttempt;
  readonly currentLoad: () => AbortSignal;
  readonly firstPage: () => Promise<void>;
};

export function createEndLoader({ context, attempt, currentLoad, firstPage }: Loading): EndLoader {
  const show = async (signal: AbortSignal, isPart: boolean, read: Promise<EndPage>): Promise<void> => {
    const end = await read;
    if (signal.aborted) return;
    // By the contract only newest first has further pages: this server does not know the other order.
    if (isPart || end.page.nextCursor === undefined)
      return context.dispatch({ type: 'end-loaded', isPart, ...end });
    const text = 'this server lists the newest runs only: these are the last ones loaded';
    context.dispatch({ type: 'noticed', text, tone: 'info' });
  };
  const readAbove = async (): Promise<void> => {
    const signal = currentLoad();
    context.dispatch({ type: 'more-requested' });
    const { end } = context.getState().list;
    await attempt(signal, () => show(signal, true, requestOldest(context, signal, end?.to)));
  };
  return {
    loadEnd: async stopped => {
      await untilAborted(firstPage(), stopped);
      const signal = AbortSignal.any([stopped, currentLoad()]);
      if (context.getState().list.nextCursor === undefined) return;
      await attempt(signal, () => show(signal, false, requestOldest(context, signal)));
    },
    loadAbove: unlessLoading(context, readAbove),
    loadFrom: async (run, stopped) => {
      const signal = AbortSignal.any([stopped, currentLoad()]);
      await attempt(signal, async () => {
        const page = await requestFrom(context, signal, run);
        if (!signal.aborted) context.dispatch({ type: 'far-rows-loaded', run, page });
      });
    },
  };
}

export async function readVisibleEnd(context: ReaderContext, signal: AbortSignal): Promise<void> {
  const state = context.getState();
  const { rows, top, nextCursor } = state.list;
  const last = nextCursor === undefined ? undefined : rows.at(-1);
  const oldest = rows[top + tableRows(state) + rowsAround] ?? last;
  const end = await requestOldest(context, signal, oldest?.createdAt);
  if (!signal.aborted) context.dispatch({ type: 'end-loaded', isPart: true, ...end });
}

/** Starts work that loads more rows, or waits for that which is under way. */
export function unlessLoading({ getState }: ReaderContext, work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> = Promise.resolve();
  return () => {
    if (!getState().list.isLoadingMore) current = work();
    return current;
  };
}

const oldestFirst: Sort = { field: 'created', descending: false };
const endRows = 400;
const rowsAround = 50;

async function requestOldest(context: ReaderContext, signal: AbortSignal, since?: number): Promise<EndPage> {
  const asked = toQuery(context.getState().list);
  const query = since === undefined ? asked : joinQueries(asked, createdBetween(since));
  const page = await listRuns(context, signal, query, { sort: oldestFirst, limit: endRows });
  return { page, since, isFull: page.runs.length >= endRows };
}

function requestFrom(
  context: ReaderContext,
  signal: AbortSignal,
  { createdAt }: RunSummary,
): Promise<RunPage> {
  const state = context.getState();
  const query = joinQueries(toQuery(state.list), composeQuery(createdUpTo(createdAt)));
  return listRuns(context, signal, query, { sort: newestFirst, limit: pageRows(state) });
}
