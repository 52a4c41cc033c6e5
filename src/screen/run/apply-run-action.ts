import type { TracePage } from '../../contract/trace-pages.ts';
import { isSameRun, type RunSummary, runAddress } from '../../model/run.ts';
import { detailSize, type PaneSize, tableRows } from '../shell/layout.ts';
import type { Action, State } from '../shell/state.ts';
import { cursorRun, moveCursor } from '../table/reduce-list.ts';
import { deepestFailure } from '../trace/trace-order.ts';
import { addTracePage, unreadTrace } from '../trace/trace-view.ts';
import { applyCommand } from './apply-command.ts';
import {
  activePane,
  activePaneName,
  createPanes,
  type DetailAction,
  type DetailState,
  jumpToSpan,
  type OpenRunAction,
  type Place,
  panesOfRun,
  panesOfTrace,
  refreshPanes,
  searchedPane,
  searchPlace,
  settleDetail,
  shownNowInRun,
  withSearched,
} from './detail-state.ts';
import { continueSearch, repeatSearch } from './find/search.ts';
import type { Look, PayloadLook } from './rows/flow.ts';

export function applyRunAction(state: State, action: Action): State | undefined {
  switch (action.type) {
    case 'detail-opened':
      return { ...state, detail: openDetail(action.summary, state.detail, state.look) };
    case 'run-opened':
      return openFurther(state, action.summary, action.inTrace);
    case 'run-left':
      return goBackFrom(state);
    case 'detail-closed':
      return { ...state, detail: undefined, screen: 'table' };
    default: {
      if (!isDetailAction(action)) return undefined;
      if (!state.detail) return state;
      const changed = reduceDetail(state.detail, action, detailSize(state), shownNowInRun(state));
      const detail = changed.run === state.detail.run ? changed : { ...changed, readAt: state.now };
      return detail === state.detail ? state : withPayloadLook({ ...state, detail }, detail.look);
    }
  }
}

/** Remembers the look for the next run that is opened. */
function withPayloadLook(state: State, { format, wrap }: PayloadLook): State {
  const isSame = state.look.format === format && state.look.wrap === wrap;
  return isSame ? state : { ...state, look: { ...state.look, format, wrap } };
}

function isDetailAction(action: Exclude<Action, OpenRunAction>): action is DetailAction {
  return action.type.startsWith('detail-');
}

/** Esc goes back through at most so many: their runs stay in memory. */
const mostPlaces = 8;

function openFurther(state: State, summary: RunSummary, inTrace?: { readonly spanId?: string }): State {
  const { screen, detail: before, compare, list } = state;
  if (screen === 'detail' && isSameRun(before?.summary, summary)) return state;
  const opened = openDetail(summary, before, { ...state.look, inTrace });
  const { cursorAddress } = list;
  const place = screen === 'table' ? undefined : { screen, detail: before, compare, cursorAddress };
  const detail = { ...opened, openedFrom: place && atMost(place, mostPlaces) };
  return { ...state, screen: 'detail', detail, compare: undefined };
}

function goBackFrom(state: State): State {
  const place = state.detail?.openedFrom;
  if (!place) return state;
  const { cursorAddress, ...shown } = place;
  const back = { ...state, detail: undefined, ...shown };
  const index = back.list.rows.findIndex(row => runAddress(row) === cursorAddress);
  return index < 0 ? back : { ...back, list: moveCursor(back.list, index, tableRows(back)) };
}

/** When the focus returns to the table, opens the run under its cursor, on which keys act. */
export function settleRun(state: State, before: State): State {
  const { list, look } = state;
  if (state.screen !== 'table' || before.screen === 'table' || !state.detail) return state;
  const detail = { ...state.detail, openedFrom: undefined };
  const run = list.cursorAddress === undefined ? undefined : cursorRun(list);
  const isBeside = run === undefined || isSameRun(run, detail.summary);
  return { ...state, detail: isBeside ? detail : openDetail(run, detail, look) };
}

function atMost(place: Place, places: number): Place | undefined {
  if (places === 0) return undefined;
  const { detail } = place;
  if (!detail?.openedFrom) return place;
  return { ...place, detail: { ...detail, openedFrom: atMost(detail.openedFrom, places - 1) } };
}

const plainLook: PayloadLook = { format: 'json', wrap: false };

type Opening = PayloadLook & { readonly inTrace?: { readonly spanId?: string } };

/** Keeps the tab, the order of spans and the way back of the previous detail; masks secrets again. */
export function openDetail(
  summary: RunSummary,
  previous?: DetailState,
  { format, wrap, inTrace }: Opening = previous?.look ?? plainLook,
): DetailState {
  const look: Look = { format, wrap, reveal: false };
  const { isRaw, order } = previous?.trace ?? unreadTrace;
  const trace = { ...unreadTrace, order, isRaw: isRaw && !inTrace, startsAt: inTrace?.spanId };
  const base = { summary, tab: inTrace ? 'trace' : (previous?.tab ?? 'overview'), look, trace } as const;
  return { ...base, panes: createPanes(base), openedFrom: previous?.openedFrom };
}

export function reduceDetail(
  detail: DetailState,
  action: DetailAction,
  viewport: PaneSize,
  now: number,
): DetailState {
  const reduced = reduce(detail, action, viewport, now);
  if (!needsSearch(detail, reduced)) return settleDetail(reduced, viewport);
  const search = repeatSearch(searchedPane(reduced), searchPlace(reduced, viewport, now));
  return settleDetail({ ...reduced, search }, viewport);
}

function needsSearch(before: DetailState, after: DetailState): boolean {
  if (!after.search || after.search !== before.search) return false;
  if (after.search.pane !== activePaneName(after)) return true;
  return activePane(before).root.node !== activePane(after).root.node || before.look !== after.look;
}

function reduce(detail: DetailState, action: DetailAction, viewport: PaneSize, now: number): DetailState {
  if ('address' in action && action.address !== runAddress(detail.summary)) return detail;
  switch (action.type) {
    case 'detail-run-loaded':
      return isSameRun(action.run, detail.summary) ? withRun(detail, action, viewport) : detail;
    case 'detail-load-failed':
      return withError(detail, action);
    case 'detail-summary-changed':
      return isSameRun(action.summary, detail.summary) ? withSummary(detail, action.summary) : detail;
    case 'detail-trace-page-loaded':
      return withTracePage(detail, action.page, viewport);
    case 'detail-answer-found':
      return refreshPanes({ ...detail, answer: { ...detail.answer, ...action.answer } }, panesOfRun);
    case 'detail-usual-found': {
      const { usual, steps: usualSteps = detail.usualSteps, slow = detail.slow } = action;
      return refreshPanes({ ...detail, usual, usualSteps, slow }, panesOfRun);
    }
    case 'detail-path-found':
      return { ...detail, criticalPath: action.path };
    case 'detail-offers-read':
      return refreshPanes({ ...detail, offered: action.offered }, panesOfRun);
    case 'detail-search-continued':
      return withSearched(detail, continueSearch(searchedPane(detail), searchPlace(detail, viewport, now)));
    case 'detail-command-given':
      return applyCommand(detail, action.command, viewport, now);
  }
}

function withSummary(detail: DetailState, summary: RunSummary): DetailState {
  const before = detail.summary;
  const isSameStatus =
    before.status === summary.status &&
    before.cancelRequestedAt === summary.cancelRequestedAt &&
    before.strandedBy === summary.strandedBy;
  const changed = withOpenSpans({ ...detail, summary }, before);
  return refreshPanes(changed, detail.run && isSameStatus ? ['metadata'] : panesOfRun);
}

/** Spans without an end are drawn until the end of the run. */
function withOpenSpans(detail: DetailState, before: RunSummary): DetailState {
  const { status, finishedAt } = detail.summary;
  const isSame = before.status === status && before.finishedAt === finishedAt;
  return isSame || !detail.trace.index.hasOpenSpans ? detail : refreshPanes(detail, panesOfTrace);
}

type ActionOf<Type extends DetailAction['type']> = Extract<DetailAction, { readonly type: Type }>;

function withError(detail: DetailState, { part, error }: ActionOf<'detail-load-failed'>): DetailState {
  const changed = { ...detail, error };
  const lostSteps = part === 'run' && detail.lacksSteps;
  return lostSteps ? refreshPanes({ ...changed, lacksSteps: 'unreadable' }, panesOfRun) : changed;
}

function withRun(
  detail: DetailState,
  { run: loaded, lacksSteps = false }: ActionOf<'detail-run-loaded'>,
  viewport: PaneSize,
): DetailState {
  const run = lacksSteps ? { ...loaded, steps: detail.run?.steps } : loaded;
  const changed: DetailState = {
    ...detail,
    ...{ summary: run, run, error: undefined },
    lacksSteps: lacksSteps ? 'reading' : undefined,
  };
  const hasNewSteps = !lacksSteps && run.steps !== undefined && run.steps.length > 0;
  const withTrace = hasNewSteps
    ? refreshPanes(changed, panesOfTrace)
    : withOpenSpans(changed, detail.summary);
  const shown = detail.run
    ? refreshPanes(withTrace, panesOfRun)
    : jumpToStart({ ...withTrace, panes: createPanes(withTrace) }, viewport);
  if (!run.trace) return shown;
  const { spans, logs } = run.trace;
  return withTracePage(shown, { ...run.trace, spanTotal: spans.length, logTotal: logs.length }, viewport);
}

function withTracePage(detail: DetailState, page: TracePage, viewport: PaneSize): DetailState {
  const trace = addTracePage(detail.trace, page);
  if (trace.index === detail.trace.index) return { ...detail, trace };
  const shown = refreshPanes({ ...detail, trace }, panesOfTrace);
  return trace.hasMovedCursor ? shown : jumpToStart(shown, viewport);
}

function jumpToStart(detail: DetailState, viewport: PaneSize): DetailState {
  const { index, startsAt } = detail.trace;
  const wanted = startsAt === undefined ? -1 : index.spans.findIndex(({ id }) => id === startsAt);
  const position = wanted < 0 ? deepestFailure(index) : wanted;
  return position === undefined ? detail : jumpToSpan(detail, position, viewport);
}
