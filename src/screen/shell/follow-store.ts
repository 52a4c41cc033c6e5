import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { doublingMs, sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { createReadPace } from '../../operations/follow/read-pace.ts';
import { createReader, type Reader } from './jobs.ts';
import type { Reaction, ReaderContext, SessionContext, State } from './state.ts';

type Listener = {
  readonly now: () => number;
  readonly onChanged: () => Promise<void>;
  readonly onError: (error: InspectorError) => void;
};

/** Calls `onChanged` for changes of the store. Changes during a call, or the rest after it, share another. */
export async function followStore(store: RunStore, signal: AbortSignal, listener: Listener): Promise<void> {
  const { now, onChanged, onError } = listener;
  const restAfter = createReadPace(store.target, now);
  const answer = coalesceCalls(async () => {
    if (signal.aborted) return;
    const startedAt = now();
    await onChanged();
    await sleep(restAfter(now() - startedAt), signal);
  });
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  const follow = async (): Promise<void> => {
    for await (const change of store.changes(signal)) {
      if (change.type === 'error') onError(change.error);
      else answer().catch(fail);
    }
  };
  await Promise.race([follow(), failed]);
}

type AboutReader = Reader & { readonly reload: () => Promise<void> };

export function createAboutReader(context: ReaderContext): AboutReader {
  const { store, dispatch } = context;
  let isKnown = false;
  const reader = createReader(context, async signal => {
    const about = await store().about?.({ signal });
    if (signal.aborted) return;
    isKnown = true;
    dispatch({ type: 'about-loaded', about });
  });
  const load = async (): Promise<void> => {
    if (!isKnown && store().about) await reader.load();
  };
  return {
    load,
    reload: () => {
      isKnown = false;
      return load();
    },
    stop: () => {
      reader.stop();
      isKnown = false;
    },
  };
}

export function retryLoading({ getState, run, refreshAll, now }: SessionContext): Reaction {
  let timer: NodeJS.Timeout | undefined;
  const retry = (): void => {
    if (getState().store.pausedAt === undefined) run(refreshAll);
  };
  const react = (before: State, after: State): void => {
    const { link } = after.store;
    if (link.type !== 'stale' || link === before.store.link) return;
    clearTimeout(timer);
    timer = setTimeout(retry, Math.max(0, link.retryAt - now()));
  };
  return { react, stop: () => clearTimeout(timer) };
}

const firstRetryMs = 500;
const longestRetryMs = 15_000;

/** After `refused`, another attempt would fail too. */
type LoadOutcome = 'done' | 'aborted' | 'refused' | 'failed';

export type LoadAttempt = (signal: AbortSignal, work: () => Promise<void>) => Promise<LoadOutcome>;

/** Reports expected failures of the work: a refused query, or a store that cannot be reached. */
export function createLoadAttempt({ store, dispatch, now }: ReaderContext): LoadAttempt {
  let failures = 0;
  return async (signal, work) => {
    try {
      await work();
      failures = 0;
      if (signal.aborted) return 'aborted';
      const { target, can } = store();
      dispatch({ type: 'link-restored', target, can });
      return 'done';
    } catch (error) {
      if (signal.aborted) return 'aborted';
      if (!(error instanceof InspectorError)) throw error;
      if (error.kind === 'usage' || error.kind === 'unsupported') {
        dispatch({ type: 'query-refused', error });
        return 'refused';
      }
      failures += 1;
      const retryAt = now() + doublingMs(failures, firstRetryMs, longestRetryMs);
      dispatch({ type: 'load-failed', error, retryAt });
      return 'failed';
    }
  };
}
