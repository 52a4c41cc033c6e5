import { coalesceCalls } from '../../async/coalesce-calls.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { InspectorError } from '../../model/errors.ts';
import { followCancels } from '../cancel/follow-cancels.ts';
import { createDetailLoader, type DetailLoader } from '../detail/detail-loader.ts';
import { createListLoader, type ListLoader } from '../list/list-loader.ts';
import type { ListDeps } from '../list/list-reading.ts';
import { createNamedRun } from '../list/named-run.ts';
import { createAboutLoader } from './about-loader.ts';
import { createCountsLoader } from './counts-loader.ts';
import { followChanges } from './follow-changes.ts';

/** All that is read of the store that is open. */
export type StoreReader = {
  readonly list: ListLoader;
  readonly detail: DetailLoader;
  readonly refreshAll: () => Promise<void>;
  /** Asks for everything anew, and says so once it is there. */
  readonly reload: () => Promise<void>;
  /** Reads the store that is open now, and follows its changes until the next `stop`. */
  readonly begin: (namedRun?: string) => void;
  readonly stop: () => void;
};

const nextTryMs = 1000;

export function createStoreReader(deps: ListDeps): StoreReader {
  const { store, getState, dispatch, now, run } = deps;
  let following = new AbortController();
  let named = createNamedRun(deps, undefined);
  const list = createListLoader(deps);
  const detail = createDetailLoader(deps);
  const counts = createCountsLoader(deps);
  const about = createAboutLoader(deps);
  const cancels = coalesceCalls(() => followCancels(deps, following.signal));

  const refreshAll = async (): Promise<void> => {
    const others = [counts.load, about.load, () => detail.refresh(), cancels, () => named.load()];
    // What one of them waits for in a far store holds up nothing else.
    if (store().target.isRemote) for (const work of others) run(work);
    else await Promise.all(others.map(work => work()));
    await list.refresh();
  };

  const reload = async (): Promise<void> => {
    run(counts.load);
    run(() => about.load(true));
    run(() => detail.refresh(true));
    run(cancels);
    await list.load(true);
    if (getState().store.link.type === 'live')
      dispatch({ type: 'noticed', text: 'read again', tone: 'info' });
  };

  const onError = (error: InspectorError): void => {
    const {
      store: { link, target },
      list: shown,
    } = getState();
    // Of several targets one is away: the list tells of that, and is out of reach only when all are.
    if (target.members) return shown.phase === 'ready' ? run(list.refresh) : undefined;
    // A list that is out of reach already has its own next try.
    if (link.type === 'live') dispatch({ type: 'load-failed', error, retryAt: now() + nextTryMs });
  };

  const follow = (opened: RunStore): Promise<void> => {
    const onChanged = async () => {
      if (!getState().store.isPaused) await refreshAll();
    };
    return followChanges(opened, following.signal, { now, onChanged, onError });
  };

  const begin = (namedRun?: string): void => {
    following = new AbortController();
    named = createNamedRun(deps, namedRun);
    run(() => named.load());
    run(() => list.load());
    run(() => detail.load());
    run(counts.load);
    run(about.load);
    run(() => follow(store()));
  };

  const stop = (): void => {
    following.abort();
    named.stop();
    list.stop();
    detail.stop();
    counts.stop();
    about.stop();
  };

  return { list, detail, refreshAll, reload, begin, stop };
}
