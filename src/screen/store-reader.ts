import { coalesceCalls } from '../async/coalesce-calls.ts';
import type { InspectorError } from '../model/errors.ts';
import { followNewRuns } from './acts/acting/follow-new-runs.ts';
import { followCancels } from './acts/follow-cancels.ts';
import { createGroupsLoader } from './groups/groups-loader.ts';
import { createDetailLoader } from './run/detail-loader.ts';
import { createNamedRun } from './run/open-run-by-id.ts';
import { createAboutReader } from './shell/about-reader.ts';
import { followStore } from './shell/follow-store.ts';
import type { ReaderContext } from './shell/reader-context.ts';
import type { StoreReader } from './shell/session-context.ts';
import { createFirstRows } from './table/follow-top.ts';
import { createListLoader, type ListLoader } from './table/list-loader.ts';
import { createCountsReader } from './views/counts-reader.ts';

export function createStoreReader(context: ReaderContext): StoreReader {
  const { store, getState, dispatch, run } = context;
  let following = new AbortController();
  let named = createNamedRun(context, undefined);
  const list = createListLoader(context);
  const detail = createDetailLoader(context);
  const groups = createGroupsLoader(context);
  const counts = createCountsReader(context);
  const about = createAboutReader(context);
  const cancels = coalesceCalls(() => followCancels(context, following.signal));
  const newRuns = coalesceCalls(() => followNewRuns(context, following.signal));

  const refreshAll = async (): Promise<void> => {
    const others = [counts.load, about.load, () => detail.refresh(), cancels, () => named.load()];
    // Their round trips must not delay the list.
    if (store().target.isRemote) for (const work of others) run(work);
    else await Promise.all(others.map(work => work()));
    for (const work of [groups.refresh, newRuns]) run(work);
    await list.refresh();
  };

  const reload = async (): Promise<void> => {
    for (const work of [counts.load, about.reload, () => detail.refresh(true), cancels]) run(work);
    for (const work of [groups.refresh, newRuns]) run(work);
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
      if (getState().store.pausedAt === undefined) await refreshAll();
    };
    const onError = (error: InspectorError) => reportLostStore(context, list, error);
    run(() => followStore(store(), following.signal, { now: context.now, onChanged, onError }));
  };

  const stop = (): void => {
    following.abort();
    for (const one of [named, list, detail, groups, counts, about]) one.stop();
  };

  return { list, firstRows: createFirstRows(), detail, groups, refreshAll, reload, begin, stop };
}

const nextTryMs = 1000;

function reportLostStore(context: ReaderContext, list: ListLoader, error: InspectorError): void {
  const { getState, dispatch, now, run } = context;
  const { store, list: shown } = getState();
  // The list reports which of several targets is missing.
  if (store.target.members) {
    if (shown.phase === 'ready') run(list.refresh);
    return;
  }
  // A stale list already has its next retry.
  if (store.link.type === 'live') dispatch({ type: 'load-failed', error, retryAt: now() + nextTryMs });
}
