import { InspectorError } from '../model/errors.ts';
import { type ListOptions, newestFirst, type RunPage, type RunStore } from '../stores/store.ts';
import type { Action } from './actions.ts';
import { tableRows } from './layout.ts';
import { comesBefore, cursorRun } from './list.ts';
import type { State } from './state.ts';
import { toQuery } from './views.ts';

const firstPageRows = 100;
const pageRows = 200;
const rowsBelowTheScreen = 100;
/** Below that, a cursor that newer runs pushed down is let go. */
const mostRows = 5_000;
/** Pages that a search without an index reads by itself before it asks whether to go on. */
const searchPagesByItself = 5;
/** Every order but newest first is a top list. */
const topRows = 1000;
const typingPauseMs = 120;
const firstRetryMs = 500;
const longestRetryMs = 15_000;

export type ListLoader = {
  /** Asks the present question anew. */
  readonly load: () => Promise<void>;
  /** Changes the question and asks it once no further call came for a moment; `undefined` takes back a call. */
  readonly askSoon: (change: (() => void) | undefined) => void;
  /** Asks for the newest rows again; calls while one runs are answered by one more. */
  readonly refresh: () => Promise<void>;
  /** Asks for the rows after the last. */
  readonly loadMore: () => Promise<void>;
  readonly stop: () => void;
};

type Deps = {
  readonly store: () => RunStore;
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
  readonly now: () => number;
  readonly run: (work: () => Promise<void>) => void;
};

/** Brings pages of runs into the state. One question at a time: a new one aborts the one before. */
export function createListLoader(deps: Deps): ListLoader {
  const { getState, dispatch } = deps;
  const attempt = createAttempts(deps);
  let asking = new AbortController();
  let typing: NodeJS.Timeout | undefined;

  const load = async (): Promise<void> => {
    clearTimeout(typing);
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    await attempt(signal, async () => {
      const page = await ask(deps, signal, isNewestFirst(getState()) ? firstPageRows : topRows);
      if (signal.aborted) return;
      dispatch({ type: 'page-loaded', kind: 'first', page });
      await searchOn(deps, signal);
    });
  };

  const refresh = oneAtATime(async () => {
    if (getState().list.phase === 'loading') return load();
    const { signal } = asking;
    await attempt(signal, async () => {
      const isSearch = getState().list.scanned !== undefined;
      const page = await (isSearch ? ask(deps, signal, firstPageRows) : readAgain(deps, signal));
      const kind = isSearch || page.scanned ? 'merge' : 'refresh';
      if (!signal.aborted) dispatch({ type: 'page-loaded', kind, page });
    });
  });

  const loadMore = async (): Promise<void> => {
    const { nextCursor, isLoadingMore, phase } = getState().list;
    if (!nextCursor || isLoadingMore || phase === 'loading') return;
    const { signal } = asking;
    await attempt(signal, async () => {
      await appendPage(deps, signal, nextCursor);
      await searchOn(deps, signal);
    });
  };

  const askSoon = (change: (() => void) | undefined): void => {
    clearTimeout(typing);
    if (!change) return;
    typing = setTimeout(() => {
      change();
      deps.run(load);
    }, typingPauseMs);
  };

  const stop = (): void => {
    clearTimeout(typing);
    asking.abort();
  };

  return { load, askSoon, refresh, loadMore, stop };
}

function isNewestFirst({ list }: State): boolean {
  return list.sort.field === newestFirst.field && list.sort.descending;
}

/** The rows from the newest down to below the cursor, page by page: each is short work, and none is left out. */
async function readAgain(deps: Deps, signal: AbortSignal): Promise<RunPage> {
  const state = deps.getState();
  if (!isNewestFirst(state)) return ask(deps, signal, topRows);
  const selected = cursorRun(state.list);
  const wanted = Math.max(firstPageRows, state.list.cursorIndex + tableRows(state) + rowsBelowTheScreen);
  let page = await ask(deps, signal, Math.min(pageRows, wanted));
  const runs = [...page.runs];
  const isShort = () => {
    const last = runs.at(-1);
    return runs.length < wanted || (selected && last && comesBefore(last, selected));
  };
  while (page.nextCursor && !page.scanned && isShort() && runs.length < mostRows && !signal.aborted) {
    page = await ask(deps, signal, pageRows, page.nextCursor);
    runs.push(...page.runs);
  }
  return { ...page, runs };
}

function ask(deps: Deps, signal: AbortSignal, limit: number, cursor?: string): Promise<RunPage> {
  const { view, filterText, kind, sort } = deps.getState().list;
  const options: ListOptions = { sort, limit, cursor, signal, now: deps.now() };
  return deps.store().listRuns(toQuery(view, filterText, kind), options);
}

async function appendPage(deps: Deps, signal: AbortSignal, cursor: string): Promise<void> {
  deps.dispatch({ type: 'more-requested' });
  const page = await ask(deps, signal, pageRows, cursor);
  if (!signal.aborted) deps.dispatch({ type: 'page-loaded', kind: 'more', page });
}

/** A search that scans goes on by itself until the screen is full, but not for ever. */
async function searchOn(deps: Deps, signal: AbortSignal): Promise<void> {
  for (let pages = 0; pages < searchPagesByItself && !signal.aborted; pages += 1) {
    const { nextCursor, scanned, rows } = deps.getState().list;
    if (!nextCursor || !scanned || rows.length >= tableRows(deps.getState())) return;
    await appendPage(deps, signal, nextCursor);
  }
}

type Attempt = (signal: AbortSignal, work: () => Promise<void>) => Promise<void>;

/** Does work that reads the store, and tells what an expected failure means: a wrong question, or a store out of reach. */
function createAttempts({ dispatch, now }: Deps): Attempt {
  let failures = 0;
  return async (signal, work) => {
    try {
      await work();
      failures = 0;
      dispatch({ type: 'link-restored' });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      if (error.kind === 'usage' || error.kind === 'unsupported') {
        dispatch({ type: 'query-refused', error });
        return;
      }
      failures += 1;
      dispatch({ type: 'load-failed', error, retryAt: now() + retryDelayMs(failures) });
    }
  };
}

/** Calls that come while the work runs are answered by doing it once more. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const repeat = async (): Promise<void> => {
    while (again) {
      again = false;
      await work();
    }
  };
  return () => {
    again = true;
    running ??= repeat().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** Waits twice as long after every failure, up to a quarter of a minute. */
function retryDelayMs(failures: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
}
