import type { Size, State } from './state.ts';
import { statusLines } from './status-message.ts';

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Where each region of the screen stands. Regions that are not shown have no box. */
export type Layout = {
  readonly header: Box;
  readonly views?: Box;
  readonly filter?: Box;
  /** The heading and the rows. */
  readonly table?: Box;
  readonly detail?: Box;
  readonly footer: Box;
};

export const smallestSize: Size = { columns: 60, rows: 15 };
const wideColumns = 130;
/** Suggestions shown under the filter bar while it is edited. */
const suggestionRows = 1;

export function isTooSmall(size: Size): boolean {
  return size.columns < smallestSize.columns || size.rows < smallestSize.rows;
}

export function isWide(size: Size): boolean {
  return size.columns >= wideColumns;
}

export function computeLayout(state: State): Layout {
  const { columns: width, rows } = state.size;
  const header = { x: 0, y: 0, width, height: 1 };
  const footerRows = statusLines(state).length + 1;
  const footer = { x: 0, y: rows - footerRows, width, height: footerRows };
  if (!isWide(state.size) && state.detail && state.screen === 'detail') {
    return { header, detail: { x: 0, y: 1, width, height: footer.y - 1 }, footer };
  }
  const views = { x: 0, y: 1, width, height: 1 };
  const filterRows = filterHeight(state);
  const filter = filterRows > 0 ? { x: 0, y: 2, width, height: filterRows } : undefined;
  const y = 2 + filterRows;
  const height = footer.y - y;
  if (!state.detail || !isWide(state.size)) {
    return { header, views, filter, table: { x: 0, y, width, height }, footer };
  }
  const left = Math.floor(width * 0.48);
  return {
    header,
    views,
    filter,
    table: { x: 0, y, width: left, height },
    detail: { x: left + 1, y, width: width - left - 1, height },
    footer,
  };
}

function filterHeight(state: State): number {
  if (state.overlay.type === 'filter') return 1 + suggestionRows;
  return state.list.filterText === '' ? 0 : 1;
}

/** How many rows of runs the table shows at once, or will when a detail that covers it is closed. */
export function tableRows(state: State): number {
  const { table } = computeLayout({ ...state, detail: undefined });
  return Math.max(1, (table?.height ?? 2) - 1);
}

const dialogFrameRows = 3;

/** How many lines of a dialog's content a window has room for. */
export function dialogRows(size: Size): number {
  return Math.max(1, size.rows - dialogFrameRows - 3);
}
