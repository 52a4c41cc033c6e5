import { compareNewest } from '../../contract/lists/run-order.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import { isSameRun, type RunSummary, runAddress } from '../../model/run.ts';
import { emptyColumns } from './columns.ts';
import type { ListState } from './list-state.ts';
import { missingNames, moveCursor } from './reduce-list.ts';

/** The oldest runs, oldest first: those created at `since` or later, or of all. */
export type EndPage = {
  readonly page: RunPage;
  readonly since?: number;
  /** Whether there may be newer runs than those of the page. */
  readonly isFull: boolean;
};

/**
 * Shows the end of the list instead of its beginning, with the cursor on the last run. Newer runs than `to`
 * are left out.
 */
export function withEnd(list: ListState, read: EndPage, height: number): ListState {
  const { rows, to } = rowsOf(read);
  const end = { to, isWhole: to === Number.POSITIVE_INFINITY };
  return moveCursor(insteadOfBeginning(list, { ...read.page, runs: rows }, end), rows.length - 1, height);
}

/** A run further down than the rows that are loaded, and the runs from it on. */
export type FarPage = { readonly run: RunSummary; readonly page: RunPage };

/** Shows the runs from one on instead of the beginning of the list, with the cursor on that one. */
export function withRowsFrom(list: ListState, { run, page }: FarPage, height: number): ListState {
  const { createdAt: until } = run;
  const shown = insteadOfBeginning(list, page, { to: until + 1, isWhole: false, until });
  return moveCursor(
    { ...shown, top: 0 },
    page.runs.findIndex(row => isSameRun(row, run)),
    height,
  );
}

type Part = Omit<NonNullable<ListState['end']>, 'begin'>;

function insteadOfBeginning(list: ListState, page: RunPage, part: Part): ListState {
  const { rows, nextCursor, scanned, end } = list;
  return {
    ...list,
    rows: page.runs,
    nextCursor: part.until === undefined ? undefined : page.nextCursor,
    scanned: undefined,
    isLoadingMore: false,
    follow: 'anchored',
    newAbove: 0,
    emptyColumns: emptyColumns(page.runs, list.emptyColumns),
    end: { ...part, begin: end?.begin ?? { rows, nextCursor, scanned } },
    ...targetsOf(list, page),
  };
}

/** Replaces the rows of the time that the page covers; the selected run keeps its line. */
export function withEndPart(list: ListState, read: EndPage, height: number): ListState {
  const { end } = list;
  if (!end) return list;
  const { since = Number.NEGATIVE_INFINITY } = read;
  const { rows, to } = rowsOf(read);
  const away = missingNames(read.page);
  const isCovered = (run: RunSummary) => run.createdAt >= since && run.createdAt < to;
  const kept = list.rows.filter(run => !isCovered(run) || away.has(run.target ?? ''));
  const all = [...kept, ...rows].sort(compareNewest);
  const known = new Set<string>();
  const next = all.filter(run => !known.has(runAddress(run)) && known.add(runAddress(run)));
  const found = next.findIndex(run => runAddress(run) === list.cursorAddress);
  const cursorIndex = found >= 0 ? found : Math.min(list.cursorIndex, next.length - 1);
  const newTo = Math.max(end.to, to);
  const shown: ListState = {
    ...list,
    rows: next,
    top: list.top + (found >= 0 ? found - list.cursorIndex : 0),
    isLoadingMore: false,
    emptyColumns: emptyColumns(rows, list.emptyColumns),
    end: { ...end, to: newTo, isWhole: newTo === Number.POSITIVE_INFINITY },
    ...targetsOf(list, read.page),
  };
  return moveCursor(shown, cursorIndex, height);
}

/** Shows the beginning of the list, as it was before if its end was shown. */
export function withBeginning(list: ListState, height: number): ListState {
  if (!list.end) return moveCursor(list, 0, height);
  return moveCursor({ ...list, ...list.end.begin, isLoadingMore: false, end: undefined }, 0, height);
}

/**
 * The newest millisecond of a full page is left out, because further runs of it may follow; unless the whole
 * page is of one.
 */
function rowsOf({ page, isFull }: EndPage): { readonly rows: readonly RunSummary[]; readonly to: number } {
  const rows = [...page.runs].sort(compareNewest);
  const [newest] = rows;
  if (!isFull || !newest) return { rows, to: Number.POSITIVE_INFINITY };
  const older = rows.filter(run => run.createdAt < newest.createdAt);
  return older.length > 0 ? { rows: older, to: newest.createdAt } : { rows, to: newest.createdAt + 1 };
}

function targetsOf(list: ListState, page: RunPage): Pick<ListState, 'missing' | 'partial' | 'notes'> {
  const partial = new Set([...list.partial, ...missingNames(page)]);
  // A target that was missing before keeps the message that says why.
  const missing = (page.missing ?? []).map(
    one => list.missing.find(({ target }) => target === one.target) ?? one,
  );
  return { missing, partial, notes: page.notes };
}
