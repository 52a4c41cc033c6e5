import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { tableRows } from '../session/layout.ts';
import type { ReaderContext } from '../session/reader-context.ts';
import type { State } from '../session/state.ts';
import {
  ask,
  firstPageRows,
  mostRowsAtOnce,
  pageRows,
  readAgain,
  rowsInUse,
  topRows,
} from './list-reading.ts';
import { createAttempts } from './load-attempts.ts';
import { isNewestFirst } from './newest-first.ts';
import { createRemoteList } from './remote-list.ts';

/** Pages that a search without an index reads by itself before it asks whether to go on. */
const searchPagesByItself = 5;
const typingPauseMs = 120;
const scrollingPauseMs = 150;

export type ListLoader = {
  /** Asks the present question anew; `again` reads as far down as the cursor stands. */
  readonly load: (again?: boolean) => Promise<void>;
  /**
   * Changes the question and asks it once no further call came for a moment; `undefined` takes back a call.
   */
  readonly askSoon: (change: (() => void) | undefined) => void;
  /** Asks for the newest rows again; calls while one runs are answered by one more. */
  readonly refresh: () => Promise<void>;
  /** Asks for the rows after the last. */
  readonly loadMore: () => Promise<void>;
  /** Other rows came on screen: they are read again where the last refresh left them out. */
  readonly scrolled: () => void;
  readonly stop: () => void;
};

/** Brings pages of runs into the state. One question at a time: a new one aborts the one before. */
export function createListLoader(deps: ReaderContext): ListLoader {
  const { getState, dispatch } = deps;
  const attempt = createAttempts(deps);
  const far = createRemoteList(deps);
  let asking = new AbortController();
  let typing: NodeJS.Timeout | undefined;
  let scrolling: NodeJS.Timeout | undefined;
  let refusedCursor: string | undefined;

  const load = async (again = false): Promise<void> => {
    clearTimeout(typing);
    asking.abort();
    asking = new AbortController();
    refusedCursor = undefined;
    const { signal } = asking;
    await attempt(signal, async () => {
      const page = await ask(deps, signal, rowsAtFirst(getState(), again));
      if (signal.aborted) return;
      far.allKnown();
      far.noteCursor(page, true);
      dispatch({ type: 'page-loaded', kind: 'first', page });
      await searchOn(deps, signal);
    });
  };

  const refresh = coalesceCalls(async () => {
    if (getState().list.phase === 'loading') return load();
    const { signal } = asking;
    await attempt(signal, () => (isReadInParts(getState()) ? far.refresh(signal) : readWhole(deps, signal)));
  });

  const lookAgain = coalesceCalls(async () => {
    const { signal } = asking;
    if (far.isWindowKnown() || !isReadInParts(getState())) return;
    await attempt(signal, () => far.readWindow(signal));
  });

  const loadMore = async (): Promise<void> => {
    const { nextCursor, isLoadingMore, phase } = getState().list;
    if (!nextCursor || isLoadingMore || phase === 'loading' || nextCursor === refusedCursor) return;
    const { signal } = asking;
    const attempted = await attempt(signal, async () => {
      far.noteCursor(await appendPage(deps, signal, nextCursor), false);
      await searchOn(deps, signal);
    });
    // What is refused once would be asked for for ever.
    if (attempted === 'refused') refusedCursor = nextCursor;
  };

  const askSoon = (change: (() => void) | undefined): void => {
    clearTimeout(typing);
    if (!change) return;
    typing = setTimeout(() => {
      change();
      deps.run(() => load());
    }, typingPauseMs);
  };

  const scrolled = (): void => {
    clearTimeout(scrolling);
    if (!far.isWindowKnown()) scrolling = setTimeout(() => deps.run(lookAgain), scrollingPauseMs);
  };

  const stop = (): void => {
    clearTimeout(typing);
    clearTimeout(scrolling);
    asking.abort();
  };

  return { load, askSoon, refresh, loadMore, scrolled, stop };
}

function rowsAtFirst(state: State, again: boolean): number {
  if (!isNewestFirst(state.list)) return topRows;
  return again ? Math.min(mostRowsAtOnce, rowsInUse(state)) : firstPageRows;
}

/** All rows again down to below the cursor, or the newest of a search. */
async function readWhole(deps: ReaderContext, signal: AbortSignal): Promise<void> {
  const isSearch = deps.getState().list.scanned !== undefined;
  const page = await (isSearch ? ask(deps, signal, firstPageRows) : readAgain(deps, signal));
  const kind = isSearch || page.scanned ? 'part' : 'refresh';
  if (!signal.aborted) deps.dispatch({ type: 'page-loaded', kind, page });
}

function isReadInParts({ store: { target }, list }: State): boolean {
  return target.isRemote === true && isNewestFirst(list) && !list.scanned && list.phase === 'ready';
}

async function appendPage(deps: ReaderContext, signal: AbortSignal, cursor: string) {
  deps.dispatch({ type: 'more-requested' });
  const page = await ask(deps, signal, pageRows(deps.getState()), cursor);
  if (!signal.aborted) deps.dispatch({ type: 'page-loaded', kind: 'more', page, cursor });
  return page;
}

/** A search that scans goes on by itself until the screen is full, but not for ever. */
async function searchOn(deps: ReaderContext, signal: AbortSignal): Promise<void> {
  for (let pages = 0; pages < searchPagesByItself && !signal.aborted; pages += 1) {
    const { nextCursor, scanned, rows } = deps.getState().list;
    if (!nextCursor || !scanned || rows.length >= tableRows(deps.getState())) return;
    await appendPage(deps, signal, nextCursor);
  }
}
