import './commands.ts';
import { coalesceCalls } from '../async/coalesce-calls.ts';
import type { InspectorError } from '../model/errors.ts';
import { followNewRuns } from './acts/acting/acting-dialog.ts';
import { followCancels, followOffersOfRun } from './acts/follow-acts.ts';
import { compareAfterOutage, followCompared, readComparison } from './compare/read-comparison.ts';
import { keysOf, runDialogWork } from './dialogs/define-dialog.ts';
import { createKeyPress } from './dialogs/press-key.ts';
import { changeFilter, filterBar } from './filter/edit-filter.ts';
import { editFilter, type FilterBar } from './filter/read-filter-line.ts';
import { createGroupsLoader, followGroups } from './groups/groups-loader.ts';
import { rememberGroups } from './groups/remember-groups.ts';
import { watchForTour } from './help/tour.ts';
import { notifyFailures } from './notify/notify-failures.ts';
import { pressOwnKey } from './own-commands/own-commands.ts';
import { reduce } from './reduce.ts';
import { createDetailLoader } from './run/detail-loader.ts';
import { findUsual } from './run/find-usual.ts';
import {
  continueSearch,
  markCriticalPath,
  openRunUnderCursor,
  readOpenRun,
  updateOpenRun,
} from './run/follow-open-run.ts';
import { createNamedRun, findRunById, idIn, openRun, openRunByPart } from './run/open-run-by-id.ts';
import { answerOpenRun } from './run/run-commands.ts';
import { createAboutReader, followStore, retryLoading } from './shell/follow-store.ts';
import { endReasons, keyOf } from './shell/keymap.ts';
import { createSession, type Session, type SessionStart } from './shell/session.ts';
import type { Reaction, ReaderContext, SessionContext, StoreReader } from './shell/state.ts';
import { createFirstRows } from './table/first-rows.ts';
import { changeCriteria } from './table/list-actions.ts';
import { createListLoader, type ListLoader } from './table/list-loader.ts';
import { createListExplainer, loadMoreRows, noteFirstRow, readUsual } from './table/list-reading.ts';
import { createLookReaction } from './views/list-look.ts';
import { countMatches, countViews, createCountsReader } from './views/view-counts.ts';

export function createScreenSession(start: SessionStart): Session {
  return createSession(start, {
    reduce,
    createReader: createStoreReader,
    createReactions: context => reactions.map(create => create(context)),
    createKeyPress: context => {
      const press = createKeyPress(context, pressOwnKey);
      return start.state.tour ? watchForTour(context, press) : press;
    },
    takePaste,
  });
}

const reactions: readonly ((context: SessionContext) => Reaction)[] = [
  noteFirstRow,
  readOpenRun,
  loadMoreRows,
  openRunUnderCursor,
  updateOpenRun,
  answerOpenRun,
  markCriticalPath,
  findUsual,
  continueSearch,
  retryLoading,
  readUsual,
  countMatches,
  countViews,
  runDialogWork,
  readComparison,
  compareAfterOutage,
  followCompared,
  followGroups,
  rememberGroups,
  followOffersOfRun,
  notifyFailures,
  endReasons,
  createLookReaction,
  createListExplainer,
];

function createStoreReader(context: ReaderContext): StoreReader {
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
    // Round trips of the others must not delay the list.
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
  // With several targets, the list reports which one is missing.
  if (store.target.members) {
    if (shown.phase === 'ready') run(list.refresh);
    return;
  }
  // A stale list already has its next retry.
  if (store.link.type === 'live') dispatch({ type: 'load-failed', error, retryAt: now() + nextTryMs });
}

function takePaste(context: SessionContext, text: string): void {
  const { overlay } = context.getState();
  context.dispatch({ type: 'notice-expired' });
  const bar = filterBar.in({ overlay });
  if (bar) return pasteIntoFilter(context, text, bar);
  if (overlay.type !== 'none') return keysOf(overlay).type?.(context, text);
  const id = idIn(text);
  if (id !== undefined) return openRunByPart(context, id);
  context.say(`pasted text is no run id: ${keyOf('filter')} takes text`);
}

/** A pasted id that is the whole line opens its run instead, if the store has it. */
function pasteIntoFilter(context: SessionContext, text: string, { text: before }: FilterBar): void {
  changeFilter(context, bar => editFilter(bar, { type: 'typed', text }));
  const id = before.trim() === '' ? idIn(text) : undefined;
  if (id === undefined) return;
  context.run(async () => {
    const found = await findRunById(context, id);
    const { overlay, list } = context.getState();
    const bar = filterBar.in({ overlay });
    if (!found || bar?.text.trim() !== text.trim()) return;
    const filterText = bar.before;
    filterBar.close(context);
    context.list.loadSoon(undefined);
    if (list.filterText !== filterText) changeCriteria(context, { filterText });
    openRun(context, found);
  });
}
