import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { untilAborted } from '../../async/deadline.ts';
import { createEmptyPages, type EmptyPages } from '../../async/empty-pages.ts';
import { isNewestFirst, topSize } from '../../contract/lists/run-order.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import { runAddress } from '../../model/run.ts';
import { checkStatuses } from '../../operations/check-statuses.ts';
import { createLoadAttempt, type LoadAttempt } from '../shell/follow-store.ts';
import { keyOf } from '../shell/keymap.ts';
import { tableRows } from '../shell/layout.ts';
import type { ReaderContext, State } from '../shell/state.ts';
import {
  createEndLoader,
  type EndLoader,
  firstPageRows,
  mostRowsAtOnce,
  pageRows,
  readAgain,
  readVisibleEnd,
  requestPage,
  rowsInUse,
  unlessLoading,
} from './list-reading.ts';
import { type ListState, toQuery } from './list-state.ts';
import { createRemoteList } from './remote-list.ts';

const typingPauseMs = 120;
const unsurePauseMs = 400;
const scrollingPauseMs = 150;

export type ListLoader = EndLoader & {
  /** Loads the first page for the current criteria; with `again`, all rows down to the cursor. */
  readonly load: (again?: boolean) => Promise<void>;
  /** Debounced; `undefined` cancels a pending change. `isUnsure` waits longer, as more typing is likely. */
  readonly loadSoon: (change: (() => void) | undefined, options?: { readonly isUnsure?: boolean }) => void;
  /** Reads the rows again; calls during a read share one more read. */
  readonly refresh: () => Promise<void>;
  /** Reads the rows again after an earlier list was put back in place. */
  readonly readRestored: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
  /** Resolves once no read of the first page is under way; a change of the store may start another. */
  readonly firstPage: () => Promise<void>;
  /** Reads the visible rows again if the last refresh left them out. */
  readonly scrolled: () => void;
  readonly stop: () => void;
};

type Reading = {
  readonly abort: AbortController;
  readonly emptyPages: EmptyPages;
  refusedCursor?: string;
};

function createReading(): Reading {
  return { abort: new AbortController(), emptyPages: createEmptyPages() };
}

/** A new load aborts the previous one. */
export function createListLoader(context: ReaderContext): ListLoader {
  const { getState, dispatch } = context;
  const tryTo = createLoadAttempt(context);
  let older: Promise<unknown> = Promise.resolve();
  const attempt: LoadAttempt = (signal, work) => {
    const attempted = tryTo(signal, work);
    const ended = untilAborted(attempted, signal).catch(() => {});
    older = Promise.all([older, ended]).then(() => {});
    return attempted;
  };
  const remote = createRemoteList(context);
  let reading = createReading();
  let firstRead: Promise<unknown> = Promise.resolve();
  const { loadSoon, end: endTyping } = createTypingPause(() => context.run(() => load()));
  let scrolling: NodeJS.Timeout | undefined;
  const currentLoad = () => reading.abort.signal;
  const firstPage = () => untilSettled(() => firstRead);

  const startAgain = (): AbortSignal => {
    endTyping();
    reading.abort.abort();
    reading = createReading();
    return currentLoad();
  };

  const load = async (again = false): Promise<void> => {
    const signal = startAgain();
    const more = { context, signal, emptyPages: reading.emptyPages };
    firstRead = attempt(signal, async () => {
      if (again && getState().list.end) return readVisibleEnd(context, signal);
      await checkStatuses(context.store(), toQuery(getState().list), { now: context.now(), signal });
      const page = await requestPage(context, signal, rowsAtFirst(getState(), again));
      if (signal.aborted) return;
      remote.forget();
      remote.noteCursor(page, true);
      dispatch({ type: 'page-loaded', kind: 'first', page });
      await searchMorePages(more);
    });
    await firstRead;
  };

  const refresh = coalesceCalls(async () => {
    if (getState().list.phase === 'loading') return load();
    // What was requested before would replace newer rows if it came later.
    await older;
    if (getState().list.phase === 'loading') return;
    const signal = currentLoad();
    await tryTo(signal, () => {
      const state = getState();
      if (state.list.end) return readVisibleEnd(context, signal);
      return isReadInParts(state) ? remote.refresh(signal) : readWhole(context, signal);
    });
  });

  const readRestored = (): Promise<void> => {
    startAgain();
    remote.forget();
    return refresh();
  };

  const readWindow = coalesceCalls(async () => {
    const signal = currentLoad();
    if (remote.isWindowFresh() || !isReadInParts(getState())) return;
    await attempt(signal, () => remote.readWindow(signal));
  });

  const loadNext = async (): Promise<void> => {
    const { nextCursor, isLoadingMore, phase } = getState().list;
    if (!nextCursor || isLoadingMore || phase === 'loading') return;
    const { emptyPages } = reading;
    if (nextCursor === reading.refusedCursor || emptyPages.isEndless()) return;
    const signal = currentLoad();
    const attempted = await attempt(signal, async () => {
      const more = { context, signal, emptyPages };
      const page = await appendPage(more, nextCursor);
      // The cursors of rows in between are those of another query.
      if (page && !getState().list.end) remote.noteCursor(page, false);
      await searchMorePages(more);
    });
    // Otherwise a page that is refused would be requested forever.
    if (attempted === 'refused') reading.refusedCursor = nextCursor;
  };

  const loadMore = unlessLoading(context, loadNext);
  const end = createEndLoader({ context, attempt, currentLoad, firstPage });

  const scrolled = (): void => {
    clearTimeout(scrolling);
    if (!remote.isWindowFresh()) scrolling = setTimeout(() => context.run(readWindow), scrollingPauseMs);
  };

  const stop = (): void => {
    endTyping();
    clearTimeout(scrolling);
    refresh.forget();
    reading.abort.abort();
  };

  return { load, loadSoon, refresh, readRestored, loadMore, firstPage, ...end, scrolled, stop };
}

function createTypingPause(load: () => void) {
  let typing: NodeJS.Timeout | undefined;
  const end = (): void => clearTimeout(typing);
  const loadSoon: ListLoader['loadSoon'] = (change, { isUnsure = false } = {}) => {
    end();
    if (!change) return;
    const later = () => {
      change();
      load();
    };
    typing = setTimeout(later, isUnsure ? unsurePauseMs : typingPauseMs);
  };
  return { loadSoon, end };
}

function rowsAtFirst(state: State, again: boolean): number {
  if (!isNewestFirst(state.list.sort)) return topSize;
  return again ? Math.min(mostRowsAtOnce, rowsInUse(state)) : firstPageRows;
}

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

declare module '../shell/state.ts' {
  interface StoreReader {
    readonly list: ListLoader;
  }
}

/** The most pages that a search without an index reads before the user has to continue it. */
const searchPagesByItself = 5;

type MorePages = {
  readonly context: ReaderContext;
  readonly signal: AbortSignal;
  readonly emptyPages: EmptyPages;
};

/** Waits longer each time while pages bring no new run; returns `undefined` after an abort. */
async function appendPage({ context, signal, emptyPages }: MorePages, cursor: string) {
  const { getState, dispatch } = context;
  dispatch({ type: 'more-requested' });
  await emptyPages.rest(signal);
  if (signal.aborted) return undefined;
  const before = getState().list;
  const page = await requestPage(context, signal, pageRows(getState()), cursor);
  if (signal.aborted) return undefined;
  emptyPages.note(page.nextCursor !== undefined && !bringsMore(page, before));
  const notes = emptyPages.isEndless() ? [...(page.notes ?? []), endlessNote(emptyPages)] : page.notes;
  dispatch({ type: 'page-loaded', kind: 'more', page: { ...page, notes }, cursor });
  return page;
}

function bringsMore({ runs, scanned }: RunPage, before: ListState): boolean {
  if (scanned && scanned.read > (before.scanned?.read ?? 0)) return true;
  const known = new Set(before.rows.map(runAddress));
  return runs.some(run => !known.has(runAddress(run)));
}

function endlessNote(emptyPages: EmptyPages): string {
  return `the list stops here: the last ${emptyPages.inRow()} pages had no new run · ${keyOf('reload')} reload`;
}

async function searchMorePages(more: MorePages): Promise<void> {
  const { getState } = more.context;
  for (let pages = 0; pages < searchPagesByItself && !more.signal.aborted; pages += 1) {
    const { nextCursor, scanned, rows } = getState().list;
    if (!nextCursor || !scanned || rows.length >= tableRows(getState())) return;
    if (more.emptyPages.isEndless()) return;
    await appendPage(more, nextCursor);
  }
}

/** Resolves once the promise that `latest` returns has been fulfilled and no other has taken its place. */
async function untilSettled(latest: () => Promise<unknown>): Promise<void> {
  for (let awaited: Promise<unknown> | undefined; awaited !== latest(); ) {
    awaited = latest();
    await awaited;
  }
}
