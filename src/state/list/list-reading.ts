import { untilAborted } from '../../async/until-aborted.ts';
import type { ListOptions, RunPage } from '../../contract/run-store.ts';
import { tableRows } from '../session/layout.ts';
import type { ReaderContext } from '../session/reader-context.ts';
import type { State } from '../session/state.ts';
import { isNewer, isNewestFirst } from './newest-first.ts';
import { cursorRun } from './reduce-list.ts';
import { toQuery } from './views.ts';

export const firstPageRows = 100;
export const rowsBelowTheScreen = 100;
/** Every order but newest first is a top list. */
export const topRows = 1000;
/** As many as a server gives at once. */
export const mostRowsAtOnce = 500;
/** Below that, a cursor that newer runs pushed down is let go. */
const mostRows = 5_000;

/** How many rows the page after the last brings: more where each takes a way. */
export function pageRows({ store: { target } }: State): number {
  return target.isRemote ? 400 : 200;
}

export function ask(
  { store, getState, now }: ReaderContext,
  signal: AbortSignal,
  limit: number,
  cursor?: string,
): Promise<RunPage> {
  const { view, filterText, kind, sort } = getState().list;
  const options: ListOptions = { sort, limit, cursor, signal, now: now() };
  return untilAborted(store().listRuns(toQuery(view, filterText, kind), options), signal);
}

/** As many rows as the screen needs down to below its cursor. */
export function rowsInUse(state: State): number {
  return Math.max(firstPageRows, state.list.cursorIndex + tableRows(state) + rowsBelowTheScreen);
}

/**
 * The rows from the newest down to below the cursor, page by page: each is short work, and none is left out.
 */
export async function readAgain(deps: ReaderContext, signal: AbortSignal): Promise<RunPage> {
  const state = deps.getState();
  if (!isNewestFirst(state.list)) return ask(deps, signal, topRows);
  const rows = pageRows(state);
  const selected = cursorRun(state.list);
  const wanted = rowsInUse(state);
  let page = await ask(deps, signal, Math.min(rows, wanted));
  const runs = [...page.runs];
  const isShort = () => {
    const last = runs.at(-1);
    return runs.length < wanted || (selected && last && isNewer(last, selected));
  };
  while (page.nextCursor && !page.scanned && isShort() && runs.length < mostRows && !signal.aborted) {
    page = await ask(deps, signal, rows, page.nextCursor);
    runs.push(...page.runs);
  }
  return { ...page, runs };
}
