import { untilAborted } from '../../async/deadline.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import { newestFirst, type Sort } from '../../contract/lists/sort.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { composeQuery, createdBetween, createdUpTo } from '../../model/query/compose-query.ts';
import type { RunSummary } from '../../model/run.ts';
import type { LoadAttempt } from '../shell/follow-store.ts';
import { tableRows } from '../shell/layout.ts';
import type { ReaderContext } from '../shell/state.ts';
import type { EndPage } from './end-rows.ts';
import { pageRows, showsUsual } from './list-reading.ts';
import { toQuery } from './list-state.ts';

export type EndLoader = {
  /** Shows the last runs of the list, unless it is loaded to its end. */
  readonly loadEnd: (signal: AbortSignal) => Promise<void>;
  /** While the end is shown: loads the rows above the first one. */
  readonly loadAbove: () => Promise<void>;
  /** Shows the runs from one on that is far below the rows that are loaded. */
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
    await attempt(signal, () => show(signal, true, requestAbove(context, signal)));
  };
  return {
    loadEnd: async stopped => {
      await untilAborted(firstPage(), stopped);
      const signal = AbortSignal.any([stopped, currentLoad()]);
      if (context.getState().list.nextCursor === undefined) return;
      await attempt(signal, () => show(signal, false, requestEnd(context, signal)));
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
  const page = await requestVisible(context, signal);
  if (!signal.aborted) context.dispatch({ type: 'end-loaded', isPart: true, ...page });
}

/** Starts work that loads more rows, or resolves with the work of its kind that is under way. */
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

function requestEnd(context: ReaderContext, signal: AbortSignal): Promise<EndPage> {
  return requestOldest(context, signal, endRows, undefined);
}

function requestAbove(context: ReaderContext, signal: AbortSignal): Promise<EndPage> {
  return requestOldest(context, signal, endRows, context.getState().list.end?.to);
}

function requestVisible(context: ReaderContext, signal: AbortSignal): Promise<EndPage> {
  const state = context.getState();
  const { rows, top, nextCursor } = state.list;
  const last = nextCursor === undefined ? undefined : rows.at(-1);
  const oldest = rows[top + tableRows(state) + rowsAround] ?? last;
  return requestOldest(context, signal, endRows, oldest?.createdAt);
}

async function requestOldest(
  { store, getState, now }: ReaderContext,
  signal: AbortSignal,
  limit: number,
  since: number | undefined,
): Promise<EndPage> {
  const state = getState();
  const asked = toQuery(state.list);
  const query = since === undefined ? asked : joinQueries(asked, createdBetween(since));
  const options: ListOptions = { sort: oldestFirst, limit, signal, now: now(), usual: showsUsual(state) };
  const page = await untilAborted(store().listRuns(query, options), signal);
  return { page, since, isFull: page.runs.length >= limit };
}

function requestFrom(
  { store, getState, now }: ReaderContext,
  signal: AbortSignal,
  { createdAt }: RunSummary,
): Promise<RunPage> {
  const state = getState();
  const query = joinQueries(toQuery(state.list), composeQuery(createdUpTo(createdAt)));
  const options: ListOptions = {
    sort: newestFirst,
    limit: pageRows(state),
    signal,
    now: now(),
    usual: showsUsual(state),
  };
  return untilAborted(store().listRuns(query, options), signal);
}
