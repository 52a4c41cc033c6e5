import { createDebounce } from '../../async/debounce.ts';
import { isSameRun } from '../../model/run.ts';
import { followOffers } from '../acts/again/follow-offers.ts';
import { performActs } from '../acts/perform-acts.ts';
import { prepareQuestion } from '../acts/prepare-question.ts';
import { compareAfterOutage } from '../compare/compare-after-outage.ts';
import { followCompared } from '../compare/follow-compared.ts';
import { readComparison } from '../compare/read-comparison.ts';
import { countFrequency } from '../frequency/count-frequency.ts';
import { followGroups } from '../groups/follow-groups.ts';
import { rememberGroups } from '../groups/memory/remember-groups.ts';
import { endReasons } from '../keys/end-reasons.ts';
import { notifyFailures } from '../notify/notify-failures.ts';
import { createLookReaction } from '../remembered/remember-look.ts';
import { answerOpenRun } from '../run/answer-open-run.ts';
import { isSearching } from '../run/find/search-state.ts';
import { findUsual } from '../run/find-usual.ts';
import { countMatches } from '../table/count-matches.ts';
import { createListExplainer } from '../table/explain-list.ts';
import { showsUsual } from '../table/list-reading.ts';
import { markCriticalPath } from '../trace/mark-critical-path.ts';
import { explainShared } from '../why/explain-shared.ts';
import type { Reaction } from './reaction.ts';
import type { SessionContext } from './session-context.ts';
import type { State } from './state.ts';

export function createReactions(context: SessionContext): Reaction {
  const reactions = [
    noteFirstRow(context),
    readOpenRun(context),
    loadMoreRows(context),
    openRunUnderCursor(context),
    updateOpenRun(context),
    answerOpenRun(context),
    markCriticalPath(context),
    findUsual(context),
    continueSearch(context),
    retryLoading(context),
    readUsual(context),
    countMatches(context),
    countFrequency(context),
    readComparison(context),
    compareAfterOutage(context),
    followCompared(context),
    followGroups(context),
    rememberGroups(context),
    explainShared(context),
    prepareQuestion(context),
    followOffers(context),
    performActs(context),
    notifyFailures(context),
    endReasons(context),
    createLookReaction(context),
    createListExplainer(context),
  ];
  return {
    react: (before, after) => {
      for (const { react } of reactions) react(before, after);
    },
    stop: () => {
      for (const { stop } of reactions) stop();
    },
  };
}

/** The delay before a run is read whole, so that runs the cursor passes cost no round trip. */
const passingMs = 150;

function readOpenRun({ run, detail, getState, effects }: SessionContext): Reaction {
  const restMs = () => (getState().store.target.isRemote ? passingMs : 0);
  const opening = createDebounce({ now: effects.now, restMs });
  const read = () => {
    run(() => detail.load());
    run(() => detail.loadTrace());
  };
  const react = (before: State, after: State): void => {
    const open = after.detail?.summary;
    if (open && !isSameRun(open, before.detail?.summary)) opening.run(read);
    else if (open && !opening.isPending()) run(() => detail.loadTrace());
    else if (!open && before.detail) detail.leave();
  };
  return { react, stop: opening.cancel };
}

function noteFirstRow({ firstRows, now }: SessionContext): Reaction {
  const react = (before: State, after: State): void => {
    if (after.list.rows !== before.list.rows || after.list.follow !== before.list.follow)
      firstRows.note(after.list, now());
  };
  return { react, stop: () => {} };
}

/** Reads the rows again once a column shows what they lack. */
function readUsual({ run, list }: SessionContext): Reaction {
  const react = (before: State, after: State): void => {
    if (showsUsual(after) && !showsUsual(before)) run(() => list.refresh());
  };
  return { react, stop: () => {} };
}

/** The distance to the last row at which the next page is requested. */
const rowsAhead = 50;
const rowsAheadOfRoundTrip = 200;

function loadMoreRows({ run, list: loader }: SessionContext): Reaction {
  const react = (before: State, { list, store }: State): void => {
    const ahead = store.target.isRemote ? rowsAheadOfRoundTrip : rowsAhead;
    const isNearTheEnd = list.cursorIndex + ahead >= list.rows.length && !list.scanned;
    if (isNearTheEnd && store.link.type === 'live') run(() => loader.loadMore());
    const isNearTheTop = list.end && !list.end.isWhole && list.cursorIndex < ahead;
    const hasMoved = list.cursorIndex !== before.list.cursorIndex;
    if (isNearTheTop && hasMoved && store.link.type === 'live') run(() => loader.loadAbove());
    if (list.top !== before.list.top) loader.scrolled();
  };
  return { react, stop: () => {} };
}

/** The delay after which the detail beside the table follows the cursor. */
const followMs = 90;

function openRunUnderCursor({ getState, dispatch }: SessionContext): Reaction {
  let timer: NodeJS.Timeout | undefined;
  const open = (): void => {
    const { detail, list, screen } = getState();
    if (screen !== 'table') return;
    const summary = list.rows[list.cursorIndex];
    if (detail && summary && !isSameRun(summary, detail.summary))
      dispatch({ type: 'detail-opened', summary });
  };
  const react = (before: State, after: State): void => {
    if (after.list.cursorAddress === before.list.cursorAddress) return;
    if (!after.detail || after.screen !== 'table') return;
    clearTimeout(timer);
    timer = setTimeout(open, followMs);
  };
  return { react, stop: () => clearTimeout(timer) };
}

/** Passes a newer row of the open run to the detail. */
function updateOpenRun({ dispatch }: SessionContext): Reaction {
  const react = (before: State, { list, detail }: State): void => {
    if (list.rows === before.list.rows) return;
    const row = detail && list.rows.find(candidate => isSameRun(candidate, detail.summary));
    if (row && row !== detail.summary) dispatch({ type: 'detail-summary-changed', summary: row });
  };
  return { react, stop: () => {} };
}

/** Searches a large run in parts, between which keys are handled. */
function continueSearch({ dispatch }: SessionContext): Reaction {
  let next: NodeJS.Immediate | undefined;
  const react = (before: State, { detail }: State): void => {
    if (detail === before.detail || !detail || !isSearching(detail)) return;
    clearImmediate(next);
    next = setImmediate(() => dispatch({ type: 'detail-search-continued' }));
  };
  return { react, stop: () => clearImmediate(next) };
}

function retryLoading({ getState, run, refreshAll, now }: SessionContext): Reaction {
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
