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

/** Pages that one key press reads at most to reach a run, where its surroundings alone cannot be read. */
const mostPages = 20;
/** A run that is further down is shown among its neighbors alone. */
const nearPages = 5;

/** Whether the open run has an error in a direction, to which a key goes back. */
type HasError = (by: Direction) => boolean;

type Search = {
  readonly by: Direction;
  readonly hasError: HasError;
  /** Whether the key was pressed before its user could see a run under the cursor. */
  readonly isBlind: boolean;
};

/**
 * Goes to the newest failed run of the list, from a failed one to the next below or, backwards, above; reads
 * further pages if it must.
 */
export function moveToFailed(context: SessionContext, by: Direction, hasError: HasError = () => false): void {
  const state = context.getState();
  const areDue = state.screen !== 'detail' && areRowsDue(state);
  const search = { by, hasError, isBlind: areDue || hasJustMoved(context) };
  if (!areDue) {
    const index = failedIn(state, search);
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

/** Whether another run has taken the first row of a table that follows just now. */
function hasJustMoved({ getState, firstRows, now }: SessionContext): boolean {
  const state = getState();
  return isFollowing(state) && firstRows.at(now() - reactionMs) !== state.list.cursorAddress;
}

/** The failed run, which is a row now, or why it is not reached. */
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
    if (pages === mostPages) return furtherDown(getState(), run);
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

function furtherDown({ now }: State, { createdAt }: RunSummary): Reached {
  const when = formatAge(createdAt, now);
  return { text: `a failed run of ${when} is further down · ${keyOf('next-error')} goes on` };
}

async function reachAbove(context: SessionContext, search: Search, signal: AbortSignal): Promise<Reached> {
  const { getState, list: loader } = context;
  const rowsBefore = getState().list.rows.length;
  for (let pages = 0; !signal.aborted; pages += 1) {
    const { rows } = getState().list;
    const run = failedRow(getState(), search);
    if (run) return { run };
    if (!hasMore(getState(), search)) return 'none';
    if (pages === mostPages) return noneAmong(rows.length - rowsBefore);
    await loader.loadAbove();
    if (getState().list.rows === rows) return 'not-read';
  }
  return 'not-read';
}

function noneAmong(rows: number): Reached {
  return { text: `no failed run among ${formatCount(rows)} more · ${keyOf('previous-error')} goes on` };
}

/** Whether the key goes on from a failed run, the open one or that under the cursor. */
export function isOnFailed(state: State, { isBlind }: Pick<Search, 'isBlind'> = { isBlind: false }): boolean {
  return !isBlind && pickedRun(state)?.status === 'failed';
}

/** Whether a failed run is loaded, or further down, as far as the counters of the store tell. */
export function mayHaveFailure({ list, store }: State): boolean {
  const isCounted = list.nextCursor !== undefined && (store.counts?.failed ?? 0) > 0;
  return isCounted || list.rows.some(run => run.status === 'failed');
}

/** The index of the failed row that a key means, as far as rows are loaded. */
function failedIn(state: State, search: Search): number | undefined {
  const { rows, end } = state.list;
  const { by } = search;
  const isNewest = by > 0 && !isOnFailed(state, search);
  if (isNewest && end && !end.isWhole) return undefined;
  for (let index = isNewest ? 0 : nextTo(state, by); index >= 0 && index < rows.length; index += by) {
    if (rows[index]?.status === 'failed') return index;
  }
  return undefined;
}

function failedRow(state: State, search: Search): RunSummary | undefined {
  const index = failedIn(state, search);
  return index === undefined ? undefined : state.list.rows[index];
}

/** The index of the row after the run under the cursor, or before it; the open run may be no row. */
function nextTo(state: State, by: Direction): number {
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

/** With the key that goes back, where there is something to go back to. */
function sayNone({ getState, say }: SessionContext, search: Search): void {
  const state = getState();
  const { list, screen } = state;
  const { by, hasError } = search;
  const text = `no failed run${by < 0 ? ' above' : isOnFailed(state, search) ? ' below' : ''}`;
  const where = list.filterText === '' && list.view.filter === '' ? '' : ' that matches';
  const error = screen === 'detail' ? `no further error, and ${text}` : text;
  const back = by > 0 ? -1 : 1;
  const canGoBack =
    (screen === 'detail' && hasError(back)) || failedIn(state, { ...search, by: back }) !== undefined;
  const way = canGoBack ? ` · ${keyOf(by > 0 ? 'previous-error' : 'next-error')} goes back` : '';
  say(`${error}${where}${way}`);
}
