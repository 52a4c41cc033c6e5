import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { createEmptyPages } from '../../async/empty-pages.ts';
import { untilSettled } from '../../async/until-settled.ts';
import { isNewestFirst, topSize } from '../../contract/run-order.ts';
import { checkStatuses } from '../../operations/check-statuses.ts';
import type { ReaderContext } from '../session/reader-context.ts';
import type { State } from '../session/state.ts';
import { createEndLoader, type EndLoader, readVisibleEnd } from './end/end-loader.ts';
import { firstPageRows, mostRowsAtOnce, readAgain, requestPage, rowsInUse } from './list-reading.ts';
import { createLoadAttempt } from './load-attempts.ts';
import { appendPage, continueSearch } from './more-pages.ts';
import { createRemoteList } from './remote-list.ts';
import { unlessLoading } from './unless-loading.ts';
import { toQuery } from './views.ts';

const typingPauseMs = 120;
const unsurePauseMs = 400;
const scrollingPauseMs = 150;

export type ListLoader = EndLoader & {
  /** Loads the first page for the current criteria; with `again`, all rows down to the cursor. */
  readonly load: (again?: boolean) => Promise<void>;
  /**
   * Debounced: changes the criteria, then loads. `undefined` cancels a pending change. `isUnsure` waits
   * longer, where the next keys probably change the criteria again.
   */
  readonly loadSoon: (change: (() => void) | undefined, options?: { readonly isUnsure?: boolean }) => void;
  /** Reads the rows again; calls during a read share one more read. */
  readonly refresh: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
  /** Resolves once no read of the first page is under way: a change of the store may start it again. */
  readonly firstPage: () => Promise<void>;
  /** Reads the visible rows again if the last refresh left them out. */
  readonly scrolled: () => void;
  readonly stop: () => void;
};

/** Loads pages of runs into the state. A new load aborts the previous one. */
export function createListLoader(context: ReaderContext): ListLoader {
  const { getState, dispatch } = context;
  const attempt = createLoadAttempt(context);
  const remote = createRemoteList(context);
  let loading = new AbortController();
  let firstRead: Promise<unknown> = Promise.resolve();
  let typing: NodeJS.Timeout | undefined;
  let scrolling: NodeJS.Timeout | undefined;
  let refusedCursor: string | undefined;
  let emptyPages = createEmptyPages();
  const currentLoad = () => loading.signal;
  const firstPage = () => untilSettled(() => firstRead);

  const load = async (again = false): Promise<void> => {
    clearTimeout(typing);
    loading.abort();
    loading = new AbortController();
    refusedCursor = undefined;
    emptyPages = createEmptyPages();
    const { signal } = loading;
    const more = { context, signal, emptyPages };
    firstRead = attempt(signal, async () => {
      if (again && getState().list.end) return readVisibleEnd(context, signal);
      await refuseUnknownStatus(context, signal);
      const page = await requestPage(context, signal, rowsAtFirst(getState(), again));
      if (signal.aborted) return;
      remote.forget();
      remote.noteCursor(page, true);
      dispatch({ type: 'page-loaded', kind: 'first', page });
      await continueSearch(more);
    });
    await firstRead;
  };

  const refresh = coalesceCalls(async () => {
    if (getState().list.phase === 'loading') return load();
    const { signal } = loading;
    await attempt(signal, () => {
      const state = getState();
      if (state.list.end) return readVisibleEnd(context, signal);
      return isReadInParts(state) ? remote.refresh(signal) : readWhole(context, signal);
    });
  });

  const readWindow = coalesceCalls(async () => {
    const { signal } = loading;
    if (remote.isWindowFresh() || !isReadInParts(getState())) return;
    await attempt(signal, () => remote.readWindow(signal));
  });

  const loadNext = async (): Promise<void> => {
    const { nextCursor, isLoadingMore, phase } = getState().list;
    if (!nextCursor || isLoadingMore || phase === 'loading') return;
    if (nextCursor === refusedCursor || emptyPages.isEndless()) return;
    const { signal } = loading;
    const attempted = await attempt(signal, async () => {
      const more = { context, signal, emptyPages };
      const page = await appendPage(more, nextCursor);
      if (page) remote.noteCursor(page, false);
      await continueSearch(more);
    });
    // Otherwise a page that is refused would be requested forever.
    if (attempted === 'refused') refusedCursor = nextCursor;
  };

  const loadMore = unlessLoading(context, loadNext);
  const end = createEndLoader({ context, attempt, currentLoad, firstPage });

  const loadSoon: ListLoader['loadSoon'] = (change, { isUnsure = false } = {}) => {
    clearTimeout(typing);
    if (!change) return;
    typing = setTimeout(
      () => {
        change();
        context.run(() => load());
      },
      isUnsure ? unsurePauseMs : typingPauseMs,
    );
  };

  const scrolled = (): void => {
    clearTimeout(scrolling);
    if (!remote.isWindowFresh()) scrolling = setTimeout(() => context.run(readWindow), scrollingPauseMs);
  };

  const stop = (): void => {
    clearTimeout(typing);
    clearTimeout(scrolling);
    loading.abort();
  };

  return { load, loadSoon, refresh, loadMore, firstPage, ...end, scrolled, stop };
}

/** A status that the store does not know is refused, as what the filter language does not know is. */
async function refuseUnknownStatus({ store, getState, now }: ReaderContext, signal: AbortSignal) {
  const { view, filterText, kind } = getState().list;
  await checkStatuses(store(), toQuery(view, filterText, kind), { now: now(), signal });
}

function rowsAtFirst(state: State, again: boolean): number {
  if (!isNewestFirst(state.list.sort)) return topSize;
  return again ? Math.min(mostRowsAtOnce, rowsInUse(state)) : firstPageRows;
}

/** Reads all rows down to below the cursor again, or the first page of a search. */
async function readWhole(context: ReaderContext, signal: AbortSignal): Promise<void> {
  const isSearch = context.getState().list.scanned !== undefined;
  const page = await (isSearch ? requestPage(context, signal, firstPageRows) : readAgain(context, signal));
  const kind = isSearch || page.scanned ? 'part' : 'refresh';
  if (!signal.aborted) context.dispatch({ type: 'page-loaded', kind, page });
}

function isReadInParts({ store: { target }, list }: State): boolean {
  const isPlain = isNewestFirst(list.sort) && !list.scanned && !list.end;
  return target.isRemote === true && isPlain && list.phase === 'ready';
}
