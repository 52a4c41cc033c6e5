import type { RunSummary } from '../model/run.ts';
import { isActive } from '../model/status.ts';
import type { RunPage } from '../stores/store.ts';
import type { ListState } from './state.ts';

/** How a page relates to the rows on screen: the answer to a new question, the rows after the last, or the top again. */
export type PageKind = 'first' | 'more' | 'refresh';

export function cursorRun(list: ListState): RunSummary | undefined {
  return list.rows[list.cursorIndex];
}

/** Whether a search stopped at its budget: then a line after the last row offers to go on. */
export function canGoOn(list: ListState): boolean {
  return list.nextCursor !== undefined && list.scanned !== undefined;
}

/** Moves the cursor to a row, as near as there is one, and scrolls no more than needed. */
export function moveCursor(list: ListState, index: number, height: number): ListState {
  const total = list.rows.length + (canGoOn(list) ? 1 : 0);
  const cursorIndex = Math.max(0, Math.min(total - 1, index));
  const top = scrollTo(list.top, cursorIndex, height, total);
  return {
    ...list,
    cursorIndex,
    cursorId: list.rows[cursorIndex]?.id,
    top,
    newAbove: Math.min(list.newAbove, top),
  };
}

function scrollTo(top: number, index: number, height: number, total: number): number {
  const highest = Math.max(0, Math.min(top, total - height));
  if (index < highest) return index;
  if (index >= highest + height) return index - height + 1;
  return highest;
}

export function withPage(list: ListState, page: RunPage, kind: PageKind, height: number): ListState {
  if (kind === 'first') return withFirstPage(list, page, height);
  if (kind === 'more') return withNextPage(list, page, height);
  return withRefresh(list, page, height);
}

/** The cursor stays on its run when the new question still finds it among the first rows. */
function withFirstPage(list: ListState, page: RunPage, height: number): ListState {
  const rows = page.runs;
  const found = rows.findIndex(run => run.id === list.cursorId);
  const fresh: ListState = {
    ...list,
    rows,
    nextCursor: page.nextCursor,
    scanned: page.scanned,
    phase: 'ready',
    isLoadingMore: false,
    newAbove: 0,
    top: 0,
    cancels: keepUnfinished(list, rows),
  };
  return moveCursor(fresh, Math.max(0, found), height);
}

function withNextPage(list: ListState, page: RunPage, height: number): ListState {
  const known = new Set(list.rows.map(run => run.id));
  const rows = [...list.rows, ...page.runs.filter(run => !known.has(run.id))];
  const next = { ...list, rows, nextCursor: page.nextCursor, scanned: page.scanned, isLoadingMore: false };
  return moveCursor(next, list.cursorIndex, height);
}

/**
 * The newest rows again. The run under the cursor stays selected; unless the table is at its top, it stays on its
 * line too, and what came in above is counted.
 */
function withRefresh(list: ListState, page: RunPage, height: number): ListState {
  const rows = mergeRows(list, page);
  const isWhole = page.nextCursor === undefined && page.scanned === undefined;
  const found = list.cursorId === undefined ? 0 : rows.findIndex(run => run.id === list.cursorId);
  const cursorIndex = found >= 0 ? found : Math.min(list.cursorIndex, rows.length - 1);
  const topId = list.rows[list.top]?.id;
  const added = topId === undefined ? 0 : Math.max(0, rows.findIndex(run => run.id === topId) - list.top);
  const isAtTop = list.top === 0;
  const next: ListState = {
    ...list,
    rows,
    nextCursor: isWhole ? undefined : (list.nextCursor ?? page.nextCursor),
    phase: 'ready',
    top: isAtTop ? 0 : list.top + added,
    newAbove: isAtTop ? 0 : list.newAbove + added,
    cancels: keepUnfinished(list, rows),
  };
  return moveCursor(next, cursorIndex, height);
}

function mergeRows(list: ListState, page: RunPage): readonly RunSummary[] {
  const lastOfPage = page.runs.at(-1);
  if (page.nextCursor === undefined || (lastOfPage === undefined && page.scanned === undefined))
    return page.runs;
  const inPage = new Set(page.runs.map(run => run.id));
  const isCovered = (run: RunSummary) =>
    page.scanned === undefined && lastOfPage !== undefined && comesBefore(run, lastOfPage);
  const rest = list.rows.filter(run => !inPage.has(run.id) && !isCovered(run));
  return [...page.runs, ...rest].sort((a, b) => (comesBefore(a, b) ? -1 : 1));
}

/** Newest first: `createdAt desc, id desc`. */
export function comesBefore(a: RunSummary, b: RunSummary): boolean {
  return a.createdAt === b.createdAt ? a.id > b.id : a.createdAt > b.createdAt;
}

/** An answer to a cancel is kept while its run goes on, so that the row can tell it; a finished run tells its own end. */
function keepUnfinished(list: ListState, rows: readonly RunSummary[]): ListState['cancels'] {
  if (list.cancels.size === 0) return list.cancels;
  const finished = new Set(rows.filter(run => !isActive(run)).map(run => run.id));
  const kept = [...list.cancels].filter(
    ([id, phase]) => !finished.has(id) || phase.type === 'error' || isTold(phase),
  );
  return kept.length === list.cancels.size ? list.cancels : new Map(kept);
}

function isTold(phase: { readonly type: string; readonly result?: { readonly type: string } }): boolean {
  return phase.type === 'answered' && phase.result?.type !== 'requested' && phase.result?.type !== 'canceled';
}

export function toggleMark(list: ListState, height: number): ListState {
  const run = cursorRun(list);
  if (!run) return list;
  const marks = new Map(list.marks);
  if (!marks.delete(run.id)) marks.set(run.id, run);
  return moveCursor({ ...list, marks }, list.cursorIndex + 1, height);
}
