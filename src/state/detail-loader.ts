import { InspectorError } from '../model/errors.ts';
import { isActive } from '../model/status.ts';
import type { RunStore } from '../stores/store.ts';
import type { Action } from './actions.ts';
import type { State } from './state.ts';

const spansOfAPage = 2000;

export type DetailLoader = {
  /** Reads the open run whole, unless it is the one being read; `again` reads it even so. */
  readonly load: (again?: boolean) => Promise<void>;
  /** Reads the trace of the open run, page after page, once its tab is shown. */
  readonly loadTrace: (again?: boolean) => Promise<void>;
  /** The store changed: an active run's parts are read again. */
  readonly refresh: () => Promise<void>;
  readonly stop: () => void;
};

type Deps = {
  readonly store: () => RunStore;
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
};

export function createDetailLoader({ store, getState, dispatch }: Deps): DetailLoader {
  let reading = new AbortController();
  let runId: string | undefined;
  let traceOf: string | undefined;
  let isRefreshing = false;

  const openId = () => getState().detail?.summary.id;

  const guard = async (signal: AbortSignal, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      dispatch({ type: 'detail-load-failed', error });
    }
  };

  const load = async (again = false): Promise<void> => {
    const id = openId();
    if (id === undefined || (id === runId && !again)) return;
    if (id !== runId) {
      reading.abort();
      reading = new AbortController();
      traceOf = undefined;
    }
    runId = id;
    const { signal } = reading;
    await guard(signal, async () => {
      const run = await store().getRun(id, { include: { steps: true, messages: true }, signal });
      if (signal.aborted || openId() !== id) return;
      if (run) dispatch({ type: 'detail-run-loaded', run });
      else {
        const error = new InspectorError('not-found', `run ${id} is gone`, {
          hint: 'R reads the list again',
        });
        dispatch({ type: 'detail-load-failed', error });
      }
    });
  };

  const loadTrace = async (again = false): Promise<void> => {
    const id = openId();
    if (id === undefined || getState().detail?.tab !== 'trace') return;
    if (traceOf === id && !again) return;
    traceOf = id;
    const { signal } = reading;
    await guard(signal, async () => {
      let cursor: string | undefined;
      do {
        const page = await store().getTrace(id, { limit: spansOfAPage, cursor, signal });
        if (!page || signal.aborted || openId() !== id) return;
        dispatch({ type: 'detail-trace-page-loaded', runId: id, page });
        cursor = page.nextCursor;
      } while (cursor !== undefined);
    });
  };

  const refresh = async (): Promise<void> => {
    const { detail } = getState();
    if (
      !detail ||
      isRefreshing ||
      !(isActive(detail.summary) || detail.run?.status !== detail.summary.status)
    )
      return;
    isRefreshing = true;
    await Promise.all([load(true), loadTrace(true)]).finally(() => {
      isRefreshing = false;
    });
  };

  return { load, loadTrace, refresh, stop: () => reading.abort() };
}
