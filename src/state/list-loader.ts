import { InspectorError } from '../model/errors.ts';
import { type ListOptions, newestFirst, type RunPage, type RunStore } from '../stores/store.ts';
import type { Action } from './actions.ts';
import { tableRows } from './layout.ts';
import type { State } from './state.ts';
import { toQuery } from './views.ts';

const firstPageRows = 100;
const pageRows = 200;
const refreshRowsAtMost = 600;
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
  /** The same once no further character was typed for a moment. */
  readonly loadSoon: () => void;
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
  let asking = new AbortController();
  let failures = 0;
  let refreshing: Promise<void> | undefined;
  let refreshAgain = false;

  const ask = (limit: number, cursor?: string): Promise<RunPage> => {
    const { view, filterText, kind, sort } = getState().list;
    const options: ListOptions = { sort, limit, cursor, signal: asking.signal, now: deps.now() };
    return deps.store().listRuns(toQuery(view, filterText, kind), options);
  };

  const isNewestFirst = () => {
    const { sort } = getState().list;
    return sort.field === newestFirst.field && sort.descending;
  };

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    const { signal } = asking;
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
      dispatch({ type: 'load-failed', error, retryAt: deps.now() + retryDelayMs(failures) });
    }
  };

  const goOn = async (signal: AbortSignal): Promise<void> => {
    for (let pages = 0; pages < searchPagesByItself && !signal.aborted; pages += 1) {
      const { nextCursor, scanned, rows } = getState().list;
      if (!nextCursor || !scanned || rows.length >= tableRows(getState())) return;
      await appendPage(signal, nextCursor);
    }
  };

  const appendPage = async (signal: AbortSignal, cursor: string): Promise<void> => {
    dispatch({ type: 'more-requested' });
    const page = await ask(pageRows, cursor);
    if (!signal.aborted) dispatch({ type: 'page-loaded', kind: 'more', page });
  };

  const load = async (): Promise<void> => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    await attempt(async () => {
      const page = await ask(isNewestFirst() ? firstPageRows : topRows);
      if (signal.aborted) return;
      dispatch({ type: 'page-loaded', kind: 'first', page });
      await goOn(signal);
    });
  };

  const refreshOnce = async (): Promise<void> => {
    const { signal } = asking;
    const shown = Math.max(firstPageRows, getState().list.rows.length);
    const limit = isNewestFirst() ? Math.min(refreshRowsAtMost, shown) : topRows;
    await attempt(async () => {
      const page = await ask(limit);
      if (!signal.aborted) dispatch({ type: 'page-loaded', kind: 'refresh', page });
    });
  };

  const refresh = (): Promise<void> => {
    refreshAgain = true;
    refreshing ??= (async () => {
      while (refreshAgain) {
        refreshAgain = false;
        await (getState().list.phase === 'loading' ? load() : refreshOnce());
      }
    })().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };

  const loadMore = async (): Promise<void> => {
    const { nextCursor, isLoadingMore, phase } = getState().list;
    if (!nextCursor || isLoadingMore || phase === 'loading') return;
    const { signal } = asking;
    await attempt(async () => {
      await appendPage(signal, nextCursor);
      await goOn(signal);
    });
  };

  let typing: NodeJS.Timeout | undefined;
  const loadSoon = (): void => {
    clearTimeout(typing);
    typing = setTimeout(() => deps.run(load), typingPauseMs);
  };
  const stop = (): void => {
    clearTimeout(typing);
    asking.abort();
  };

  return { load, loadSoon, refresh, loadMore, stop };
}

/** Waits twice as long after every failure, up to a quarter of a minute. */
function retryDelayMs(failures: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
}
