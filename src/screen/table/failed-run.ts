import { isNewestFirst } from '../../contract/lists/run-order.ts';
import { isSameRun } from '../../model/run.ts';
import { formatCount } from '../../model/text/formats.ts';
import { keyOf } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { areRowsDue } from './picked-run.ts';

type Direction = 1 | -1;

/** Pages that one key press reads at most. */
const mostPages = 20;

/** Whether the open run has an error in a direction, to which a key goes back. */
type HasError = (by: Direction) => boolean;

/** Goes to the next failed run of the list, or the previous one; reads further pages if it must. */
export function moveToFailed(context: SessionContext, by: Direction, hasError: HasError = () => false): void {
  const state = context.getState();
  if (state.screen === 'detail' || !areRowsDue(state)) {
    const index = failedBeyond(state, by);
    if (index !== undefined) return goTo(context, index);
    if (!hasMore(state, by)) return sayNone(context, by, hasError);
  }
  const task = { kind: 'jump', text: 'looking for a failed run…' } as const;
  context.holdForRead(() => context.task.start(task, signal => searchPages(context, by, hasError, signal)));
}

async function searchPages(
  context: SessionContext,
  by: Direction,
  hasError: HasError,
  signal: AbortSignal,
): Promise<void> {
  const { getState, endJump } = context;
  const rowsBefore = getState().list.rows.length;
  const end = await readToFailed(context, by, signal);
  if (signal.aborted) return;
  if (typeof end === 'number') return goTo(context, end);
  endJump();
  if (end === 'all-read') return sayNone(context, by, hasError);
  // A failed read is on the status line already.
  if (end === 'enough-read') sayThatMoreFollow(context, by, getState().list.rows.length - rowsBefore);
}

/** Resolves to the index of the failed run, or to why there is none. */
async function readToFailed({ getState, list: loader }: SessionContext, by: Direction, signal: AbortSignal) {
  if (getState().screen === 'table') await loader.firstPage();
  for (let pages = 0; !signal.aborted; pages += 1) {
    const { list } = getState();
    if (list.phase === 'loading') return 'not-read';
    const index = failedBeyond(getState(), by);
    if (index !== undefined) return index;
    if (!hasMore(getState(), by)) return 'all-read';
    if (pages === mostPages) return 'enough-read';
    await (by > 0 ? loader.loadMore() : loader.loadAbove());
    if (getState().list.rows === list.rows && getState().list.scanned === list.scanned) return 'not-read';
  }
  return 'stopped';
}

function sayThatMoreFollow({ dispatch }: SessionContext, by: Direction, rows: number): void {
  const more = formatCount(rows);
  const key = keyOf(by > 0 ? 'next-error' : 'previous-error');
  dispatch({ type: 'noticed', text: `no failed run among ${more} more · ${key} goes on`, tone: 'info' });
}

function failedBeyond(state: State, by: Direction) {
  const { rows, cursorIndex } = state.list;
  const { screen, detail } = state;
  const open = screen === 'detail' ? rows.findIndex(run => isSameRun(run, detail?.summary)) : -1;
  const from = open < 0 ? cursorIndex : open;
  const first = by > 0 && isAtNewest(state) ? 0 : from + by;
  for (let index = first; index >= 0 && index < rows.length; index += by) {
    if (rows[index]?.status === 'failed') return index;
  }
  return undefined;
}

/** Whether the first row is under the cursor only because nobody has moved it. */
function isAtNewest({ list, screen, detail }: State): boolean {
  return screen === 'table' && !detail && list.follow !== 'anchored' && isNewestFirst(list.sort);
}

function hasMore({ list: { nextCursor, end } }: State, by: Direction): boolean {
  return by > 0 ? nextCursor !== undefined : end !== undefined && !end.isWhole;
}

function goTo({ getState, dispatch }: SessionContext, index: number): void {
  const { list, screen } = getState();
  const summary = list.rows[index];
  dispatch({ type: 'failed-run-reached', index });
  if (screen === 'table' && index === list.cursorIndex) sayThatKeyGoesOn(dispatch);
  if (screen === 'detail' && summary) dispatch({ type: 'detail-opened', summary });
}

function sayThatKeyGoesOn(dispatch: SessionContext['dispatch']): void {
  const text = `the newest failed run · ${keyOf('next-error')} goes on`;
  dispatch({ type: 'noticed', text, tone: 'info' });
}

/** With the key that goes back, where there is something to go back to. */
function sayNone({ getState, dispatch }: SessionContext, by: Direction, hasError: HasError): void {
  const state = getState();
  const { list, screen } = state;
  const text = `no failed run ${by > 0 ? 'below' : 'above'}`;
  const where = list.filterText === '' && list.view.filter === '' ? '' : ' that matches';
  const error = screen === 'detail' ? `no further error, and ${text}` : text;
  const back = by > 0 ? -1 : 1;
  const canGoBack = (screen === 'detail' && hasError(back)) || failedBeyond(state, back) !== undefined;
  const way = canGoBack ? ` · ${keyOf(by > 0 ? 'previous-error' : 'next-error')} goes back` : '';
  dispatch({ type: 'noticed', text: `${error}${where}${way}`, tone: 'info' });
}
