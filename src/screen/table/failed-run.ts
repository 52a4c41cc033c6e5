import { isNewer, isNewestFirst, listedAt } from '../../contract/lists/run-order.ts';
import { InspectorError } from '../../model/errors.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { composeQuery, createdUpTo } from '../../model/query/compose-query.ts';
import type { ClauseBody } from '../../model/query/query.ts';
import { isSameRun, type RunSummary } from '../../model/run.ts';
import { formatAge, formatCount } from '../../model/text/formats.ts';
import { keyOf } from '../shell/keymap.ts';
import type { ReportProgress, SessionContext, State } from '../shell/state.ts';
import { errorText } from '../shell/status-lines.ts';
import { areRowsDue } from './await-rows.ts';
import { isFollowing, reactionMs } from './first-rows.ts';
import { pageRows, readPages } from './list-reading.ts';
import { toQuery } from './list-state.ts';
import { pickedRun } from './picked-run.ts';

type Direction = 1 | -1;

/** The most pages that one key press reads to reach a run whose surroundings cannot be read alone. */
const mostPages = 20;
/** A run further down is shown without the rows between, where its surroundings can be read. */
const nearPages = 5;

/** Whether the open run has an error below (1) or above (-1) the cursor. */
type HasError = (by: Direction) => boolean;

type Search = {
  readonly by: Direction;
  readonly hasError: HasError;
  /** Whether the key was pressed before the run under the cursor could be seen. */
  readonly isBlind: boolean;
};

/** Forwards, goes to the next failed run below, or to the newest unless on a failed one; backwards, above. */
export function moveToFailed(context: SessionContext, by: Direction, hasError: HasError = () => false): void {
  const state = context.getState();
  const areDue = state.screen !== 'detail' && areRowsDue(state);
  const search = { by, hasError, isBlind: areDue || hasJustMoved(context) };
  if (!areDue) {
    const index = failedIndex(state, search);
    if (index !== undefined) return goTo(context, index, search);
    if (!hasMore(state, search)) return sayNone(context, search);
  }
  const task = { kind: 'jump', text: 'looking for a failed run…' } as const;
  context.holdForRead(() =>
    context.task.start(task, async (signal, report) => {
      const end = await reachFailed(context, search, signal, report);
      if (signal.aborted) return;
      if (typeof end !== 'string' && 'run' in end)
        return goTo(context, indexOf(context.getState(), end.run), search);
      context.endJump();
      if (end === 'none') sayNone(context, search);
      // A failed read is on the status line already.
      else if (end !== 'not-read') context.dispatch({ type: 'noticed', tone: 'info', ...end });
    }),
  );
}

/** Whether a new run took the first row so recently that the user has not seen it there. */
function hasJustMoved({ getState, firstRows, now }: SessionContext): boolean {
  const state = getState();
  return isFollowing(state) && firstRows.at(now() - reactionMs) !== state.list.cursorAddress;
}

type Reached =
  | { readonly run: RunSummary }
  | { readonly text: string; readonly tone?: 'error' }
  | 'none'
  | 'not-read';

async function reachFailed(
  context: SessionContext,
  search: Search,
  signal: AbortSignal,
  report: ReportProgress,
): Promise<Reached> {
  const { getState, list: loader } = context;
  if (getState().screen === 'table') await loader.firstPage();
  if (getState().list.phase === 'loading') return 'not-read';
  const run = failedRow(getState(), search);
  if (run) return { run };
  if (!hasMore(getState(), search)) return 'none';
  if (search.by < 0) return reachAbove(context, search, signal);
  try {
    const found = await findFailed(context, search, signal, report);
    return found ? await reachRun(context, found, signal) : 'none';
  } catch (error) {
    if (signal.aborted || !(error instanceof InspectorError)) throw error;
    return { text: errorText(error), tone: 'error' };
  }
}

const failures: ClauseBody = { type: 'status', values: [{ status: 'failed' }] };

async function findFailed(
  context: SessionContext,
  search: Search,
  signal: AbortSignal,
  report: ReportProgress,
): Promise<RunSummary | undefined> {
  const state = context.getState();
  const before = isOnFailed(state, search) ? pickedRun(state) : undefined;
  const bounds = before ? [createdUpTo(listedAt(before))] : [];
  const query = joinQueries(toQuery(state.list), composeQuery(failures, ...bounds));
  for await (const { runs, scanned } of readPages(context, query, signal, pageRows(state))) {
    const found = runs.find(run => !before || isNewer(before, run));
    if (found) return found;
    if (!scanned) continue;
    const [read, total] = [scanned.read, scanned.total].map(formatCount);
    report(`looking for a failed run: ${read} of ${total} runs read`);
  }
  return undefined;
}

async function reachRun(context: SessionContext, run: RunSummary, signal: AbortSignal): Promise<Reached> {
  const { getState, dispatch, list: loader } = context;
  const [first] = getState().list.rows;
  if (first && isNewer(run, first)) {
    if (getState().list.end) dispatch({ type: 'beginning-chosen' });
    await loader.refresh();
  }
  const isFarReadable = canReadFrom(getState());
  for (let pages = 0; !signal.aborted; pages += 1) {
    const { list } = getState();
    if (indexOf(getState(), run) >= 0) return { run };
    if (list.nextCursor === undefined) return 'none';
    if (pages === nearPages && isFarReadable) return reachFar(context, run, signal);
    if (pages === mostPages) {
      const when = formatAge(run.createdAt, getState().now);
      return { text: `a failed run of ${when} is further down · ${keyOf('next-error')} goes on` };
    }
    await loader.loadMore();
    if (getState().list.rows === list.rows && getState().list.scanned === list.scanned) return 'not-read';
  }
  return 'not-read';
}

async function reachFar(context: SessionContext, run: RunSummary, signal: AbortSignal): Promise<Reached> {
  const { getState, list: loader } = context;
  await loader.loadFrom(run, signal);
  if (indexOf(getState(), run) < 0) return 'not-read';
  context.run(loader.loadAbove);
  return { run };
}

function indexOf({ list }: State, run: RunSummary): number {
  return list.rows.findIndex(row => isSameRun(row, run));
}

/** Whether the store lists in both directions, so that rows in between can be read on both ends. */
function canReadFrom({ store, list }: State): boolean {
  return store.can.sorts.includes('created') && isNewestFirst(list.sort) && list.scanned === undefined;
}

async function reachAbove(context: SessionContext, search: Search, signal: AbortSignal): Promise<Reached> {
  const { getState, list: loader } = context;
  const rowsBefore = getState().list.rows.length;
  for (let pages = 0; !signal.aborted; pages += 1) {
    const { rows } = getState().list;
    const run = failedRow(getState(), search);
    if (run) return { run };
    if (!hasMore(getState(), search)) return 'none';
    if (pages === mostPages) {
      const more = formatCount(rows.length - rowsBefore);
      return { text: `no failed run among ${more} more · ${keyOf('previous-error')} goes on` };
    }
    await loader.loadAbove();
    if (getState().list.rows === rows) return 'not-read';
  }
  return 'not-read';
}

export function isOnFailed(state: State, { isBlind }: Pick<Search, 'isBlind'> = { isBlind: false }): boolean {
  return !isBlind && pickedRun(state)?.status === 'failed';
}

export function mayHaveFailure({ list, store }: State): boolean {
  const isCounted = list.nextCursor !== undefined && (store.counts?.failed ?? 0) > 0;
  return isCounted || list.rows.some(run => run.status === 'failed');
}

function failedIndex(state: State, search: Search): number | undefined {
  const { rows, end } = state.list;
  const { by } = search;
  const isNewest = by > 0 && !isOnFailed(state, search);
  if (isNewest && end && !end.isWhole) return undefined;
  for (let index = isNewest ? 0 : nextIndex(state, by); index >= 0 && index < rows.length; index += by) {
    if (rows[index]?.status === 'failed') return index;
  }
  return undefined;
}

function failedRow(state: State, search: Search): RunSummary | undefined {
  const index = failedIndex(state, search);
  return index === undefined ? undefined : state.list.rows[index];
}

/** The row after the picked run, or before it; an open run may be missing in the rows. */
function nextIndex(state: State, by: Direction): number {
  const { rows, cursorIndex, sort } = state.list;
  const run = pickedRun(state);
  const at = rows.findIndex(row => isSameRun(row, run));
  if (at >= 0 || !run || !isNewestFirst(sort)) return (at >= 0 ? at : cursorIndex) + by;
  const below = rows.findIndex(row => isNewer(run, row));
  const next = below < 0 ? rows.length : below;
  return by > 0 ? next : next - 1;
}

function hasMore(state: State, search: Search): boolean {
  const { nextCursor, end } = state.list;
  const isPart = end !== undefined && !end.isWhole;
  if (search.by < 0) return isPart;
  return nextCursor !== undefined || (isPart && !isOnFailed(state, search));
}

function goTo({ getState, dispatch, say }: SessionContext, index: number, { isBlind }: Search): void {
  const { list, screen } = getState();
  const summary = list.rows[index];
  dispatch({ type: 'failed-run-reached', index });
  if (screen === 'detail' && summary) dispatch({ type: 'detail-opened', summary });
  if (!isBlind || index !== list.cursorIndex) return;
  say(`the newest failed run · ${keyOf('next-error')} goes on`);
}

function sayNone({ getState, say }: SessionContext, search: Search): void {
  const state = getState();
  const { list, screen } = state;
  const { by, hasError } = search;
  const text = `no failed run${by < 0 ? ' above' : isOnFailed(state, search) ? ' below' : ''}`;
  const where = list.filterText === '' && list.view.filter === '' ? '' : ' that matches';
  const error = screen === 'detail' ? `no further error, and ${text}` : text;
  const back = by > 0 ? -1 : 1;
  const canGoBack =
    (screen === 'detail' && hasError(back)) || failedIndex(state, { ...search, by: back }) !== undefined;
  const way = canGoBack ? ` · ${keyOf(by > 0 ? 'previous-error' : 'next-error')} goes back` : '';
  say(`${error}${where}${way}`);
}
