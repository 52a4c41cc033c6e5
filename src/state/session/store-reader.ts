import { coalesceCalls } from '../../async/coalesce-calls.ts';
import type { InspectorError } from '../../model/errors.ts';
import { followCancels } from '../cancel/follow-cancels.ts';
import { createDetailLoader, type DetailLoader } from '../detail/detail-loader.ts';
import { createListLoader, type ListLoader } from '../list/list-loader.ts';
import { createNamedRun } from '../list/named-run.ts';
import { createAboutReader, createCountsReader } from './about-and-counts.ts';
import { followStore } from './follow-store.ts';
import type { ReaderContext } from './reader-context.ts';

/** Everything that is read from the store that is open. */
export type StoreReader = {
  readonly list: ListLoader;
  readonly detail: DetailLoader;
  /** Reads again what may have changed. */
  readonly refreshAll: () => Promise<void>;
  /** Reads everything again and says so once it is there. */
  readonly reload: () => Promise<void>;
  /** Reads the store that is open now, and follows its changes until the next `stop`. */
  readonly begin: (namedRun?: string) => void;
  readonly stop: () => void;
};

export function createStoreReader(context: ReaderContext): StoreReader {
  const { store, getState, dispatch, run } = context;
  let following = new AbortController();
  let named = createNamedRun(context, undefined);
  const list = createListLoader(context);
  const detail = createDetailLoader(context);
  const counts = createCountsReader(context);
  const about = createAboutReader(context);
  const cancels = coalesceCalls(() => followCancels(context, following.signal));

  const refreshAll = async (): Promise<void> => {
    const others = [counts.load, about.load, () => detail.refresh(), cancels, () => named.load()];
    // A round trip of one of them must not hold up the list.
    if (store().target.isRemote) for (const work of others) run(work);
    else await Promise.all(others.map(work => work()));
    await list.refresh();
  };

  const reload = async (): Promise<void> => {
    for (const work of [counts.load, about.reload, () => detail.refresh(true), cancels]) run(work);
    await list.load(true);
    if (getState().store.link.type !== 'live') return;
    dispatch({ type: 'noticed', text: 'reloaded', tone: 'info' });
  };

  const begin = (namedRun?: string): void => {
    following = new AbortController();
    named = createNamedRun(context, namedRun);
    const first = [named.load, () => list.load(), () => detail.load(), counts.load, about.load];
    for (const work of first) run(work);
    const onChanged = async () => {
      if (!getState().store.isPaused) await refreshAll();
    };
    const onError = (error: InspectorError) => reportLostStore(context, list, error);
    run(() => followStore(store(), following.signal, { now: context.now, onChanged, onError }));
  };

  const stop = (): void => {
    following.abort();
    for (const one of [named, list, detail, counts, about]) one.stop();
  };

  return { list, detail, refreshAll, reload, begin, stop };
}

const nextTryMs = 1000;

/** The store said that it cannot be reached just now. */
function reportLostStore(context: ReaderContext, list: ListLoader, error: InspectorError): void {
  const { getState, dispatch, now, run } = context;
  const { store, list: shown } = getState();
  // One of several targets is away: the list says which, and is out of reach only when all are.
  if (store.target.members) {
    if (shown.phase === 'ready') run(list.refresh);
    return;
  }
  // A list that is out of reach already has its own next try.
  if (store.link.type === 'live') dispatch({ type: 'load-failed', error, retryAt: now() + nextTryMs });
}
