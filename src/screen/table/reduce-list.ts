import { isNewer, isNewestFirst } from '../../contract/lists/run-order.ts';
import type { RunPage } from '../../contract/lists/run-page.ts';
import { formatSort } from '../../contract/lists/sort.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { emptyColumns } from './columns.ts';
import type { ListState } from './list-state.ts';

/**
 * The rows that a page replaces: all, for new criteria (`first`) or read again (`refresh`); none, because it
 * follows the last row (`more`, requested with `cursor`); or those after one run, down to the page's last one
 * (`part`).
 */
export type PagePlace =
  | { readonly kind: 'first' }
  | { readonly kind: 'more'; readonly cursor: string }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'part'; readonly after?: RunSummary };

export function whyNoRun({ view, filterText, kind, phase }: ListState): string {
  const isNarrowed = view.filter !== '' || filterText !== '' || kind !== 'both';
  if (isNarrowed) return 'no run is listed: change the filter or the view';
  return phase === 'ready' ? 'there are no runs yet' : 'no run is listed yet';
}

export function cursorRun(list: ListState): RunSummary | undefined {
  return list.rows[list.cursorIndex];
}

/** A search that stopped at its limit has a line after the last row that offers to continue. */
export function canContinueSearch(list: ListState): boolean {
  return list.nextCursor !== undefined && list.scanned !== undefined;
}

/** Whether the last change of the filter added a value under the cursor. */
export function canTakeBack({ steps, filterText }: ListState): boolean {
  return steps.some(({ after }) => after === filterText);
}

export function moveCursor(list: ListState, index: number, height: number): ListState {
  const total = list.rows.length + (canContinueSearch(list) ? 1 : 0);
  const cursorIndex = Math.max(0, Math.min(total - 1, index));
  const top = scrollTo(list.top, cursorIndex, height, total);
  return withChanges(list, {
    cursorIndex,
    cursorAddress: addressAt(list.rows, cursorIndex),
    top,
    newAbove: Math.min(list.newAbove, top),
  });
}

/** Returns the same object where nothing changes, so that nothing is drawn again. */
export function withChanges<Part extends object>(part: Part, changes: Partial<Part>): Part {
  const isSame = Object.entries(changes).every(([name, value]) => part[name as keyof Part] === value);
  return isSame ? part : { ...part, ...changes };
}

export function scrollTo(top: number, index: number, height: number, total: number): number {
  const highest = Math.max(0, Math.min(top, total - height));
  if (index < highest) return index;
  if (index >= highest + height) return index - height + 1;
  return highest;
}

type Kept = {
  /** Columns neither come nor go with the rows. */
  readonly columns?: boolean;
  /** The cursor stays on its run in another order, too, if the page has it. */
  readonly run?: boolean;
};

/** While the end of the list is shown, pages that were requested for its beginning are ignored. */
export function withPage(
  list: ListState,
  page: RunPage,
  place: PagePlace,
  height: number,
  kept: Kept = {},
): ListState {
  const isOfBeginning = place.kind !== 'first' && !(place.kind === 'more' && list.end?.until !== undefined);
  if (list.end && isOfBeginning) return { ...list, isLoadingMore: false };
  const notes = page.notes ?? (place.kind === 'more' ? list.notes : undefined);
  const shown =
    place.kind === 'first'
      ? withFirstPage(list, page, height, kept.run)
      : withLaterPage(list, page, place, height);
  return { ...shown, notes, emptyColumns: emptyAfter(list, page, place, kept.columns) };
}

/** A column that once had a value stays, so that columns do not move while rows arrive. */
function emptyAfter(
  list: ListState,
  { runs }: RunPage,
  { kind }: PagePlace,
  areColumnsKept = false,
): ListState['emptyColumns'] {
  if (runs.length === 0) return list.emptyColumns;
  const areFirst = kind === 'first' || list.rows.length === 0;
  return emptyColumns(runs, areFirst && !areColumnsKept ? undefined : list.emptyColumns);
}

/** Drops the columns that are empty in the rows, once a filter is applied or undone. */
export function withColumnsOfRows(list: ListState): ListState {
  return list.rows.length === 0 ? list : { ...list, emptyColumns: emptyColumns(list.rows) };
}

type LaterPlace = Exclude<PagePlace, { readonly kind: 'first' }>;

function withLaterPage(list: ListState, page: RunPage, place: LaterPlace, height: number): ListState {
  const after = place.kind === 'part' ? place.after : undefined;
  const { runs, fields } = admitRows(list, page, {
    isWhole: place.kind === 'refresh' && list.top === 0,
    isFirstPart: place.kind !== 'more' && after === undefined,
    after,
  });
  const next = { ...list, ...fields };
  if (place.kind === 'more') return withNextPage(next, { ...page, runs }, place.cursor, height);
  if (place.kind === 'refresh') return withRows(next, runs, page.nextCursor, height);
  const nextCursor = page.nextCursor === undefined ? undefined : list.nextCursor;
  return withRows(next, withPart(list.rows, { ...page, runs }, after), nextCursor, height);
}

/** The cursor stays on its run if the page has it; in another order it moves to the top. */
function withFirstPage(list: ListState, page: RunPage, height: number, isRunKept = false): ListState {
  const { view, filterText, kind, sort, loadedCriteria } = list;
  const rows = page.runs;
  // A remembered order is read anew, as another object, each time a view is chosen.
  const isOtherOrder = loadedCriteria !== undefined && formatSort(loadedCriteria.sort) !== formatSort(sort);
  const found = isOtherOrder && !isRunKept ? 0 : indexOf(rows, list.cursorAddress);
  const fresh: ListState = {
    ...list,
    loadedCriteria: { view, filterText, kind, sort },
    rows,
    nextCursor: page.nextCursor,
    scanned: page.scanned,
    matches: undefined,
    missing: page.missing ?? [],
    partial: missingNames(page),
    phase: 'ready',
    end: undefined,
    isLoadingMore: false,
    newAbove: 0,
    top: 0,
  };
  const isAtTop = list.follow !== 'anchored' || found < 0 || (isOtherOrder && !isRunKept);
  const follow = list.follow === 'anchored' && isAtTop ? 'ready' : list.follow;
  return moveCursor({ ...fresh, follow }, Math.max(0, found), height);
}

/** Ignores a page that was requested before the rows changed. */
function withNextPage(list: ListState, page: RunPage, cursor: string, height: number): ListState {
  if (list.nextCursor !== cursor) return { ...list, isLoadingMore: false };
  const known = new Set(list.rows.map(runAddress));
  const rows = [...list.rows, ...page.runs.filter(run => !known.has(runAddress(run)))];
  const next = { ...list, rows, nextCursor: page.nextCursor, scanned: page.scanned, isLoadingMore: false };
  return moveCursor(next, list.cursorIndex, height);
}

/**
 * Replaces the rows for the same criteria and keeps the selected run. Unless the table is at its top and may
 * follow, that run also keeps its line, and new runs above are counted.
 */
function withRows(
  list: ListState,
  rows: readonly RunSummary[],
  nextCursor: string | undefined,
  height: number,
): ListState {
  const found = indexOf(rows, list.cursorAddress);
  const cursorIndex = found >= 0 ? found : Math.min(list.cursorIndex, rows.length - 1);
  const added = Math.max(0, indexOf(rows, addressAt(list.rows, list.top)) - list.top);
  const keepsLine = list.top > 0 || (list.follow === 'anchored' && isNewestFirst(list.sort));
  const top = keepsLine ? list.top + added : 0;
  return moveCursor({ ...list, rows, nextCursor, top, newAbove: list.newAbove + added }, cursorIndex, height);
}

/** Replaces the rows after a run, down to the last one of the page. */
function withPart(
  rows: readonly RunSummary[],
  page: RunPage,
  after: RunSummary | undefined,
): readonly RunSummary[] {
  const last = page.runs.at(-1);
  const isEnd = page.nextCursor === undefined;
  if (last === undefined && !isEnd) return rows;
  const inPage = new Set(page.runs.map(runAddress));
  const others = rows.filter(run => !inPage.has(runAddress(run)));
  const before = after ? others.filter(run => !isNewer(after, run)) : [];
  const below = isEnd || !last ? [] : others.filter(run => isNewer(last, run));
  return [...before, ...page.runs, ...below];
}

function addressAt(rows: readonly RunSummary[], index: number): string | undefined {
  const run = rows[index];
  return run && runAddress(run);
}

function indexOf(rows: readonly RunSummary[], address: string | undefined): number {
  return address === undefined ? -1 : rows.findIndex(run => runAddress(run) === address);
}

type PageRange = {
  readonly isWhole: boolean;
  /** Whether the page begins with the newest run, so that every target was queried. */
  readonly isFirstPart: boolean;
  readonly after?: RunSummary;
};

export function missingNames({ missing = [] }: RunPage): ReadonlySet<string> {
  return new Set(missing.map(({ target }) => target));
}

/**
 * The rows of a page to add to a list of several targets. Rows of an unreachable target stay. New runs of a
 * target that was missing are added only when all rows are read again (`isWhole`), to avoid gaps.
 */
function admitRows(list: ListState, page: RunPage, { isWhole, isFirstPart, after }: PageRange) {
  const names = missingNames(page);
  const away = page.missing ?? [];
  // A page further down does not query targets that were already missing.
  const newlyAway = away.filter(({ target }) => !list.partial.has(target));
  const missing = isFirstPart ? away : [...list.missing, ...newlyAway];
  const partial: ReadonlySet<string> = isWhole ? names : new Set([...list.partial, ...names]);
  const fields = { missing, partial };
  if (partial.size === 0) return { runs: page.runs, fields };
  const isOf = (targets: ReadonlySet<string>) => (run: RunSummary) => targets.has(run.target ?? '');
  const known = new Set(list.rows.filter(isOf(partial)).map(runAddress));
  const admitted = page.runs.filter(run => !isOf(partial)(run) || known.has(runAddress(run)));
  const last = page.runs.at(-1);
  const isCovered = (run: RunSummary) =>
    !(after && !isNewer(after, run)) && !(page.nextCursor !== undefined && last && isNewer(last, run));
  const kept = list.rows.filter(run => isOf(names)(run) && isCovered(run));
  if (kept.length === 0 || !isNewestFirst(list.sort)) return { runs: admitted, fields };
  return { runs: [...admitted, ...kept].sort((a, b) => (isNewer(a, b) ? -1 : 1)), fields };
}
