import { fitText } from '../../model/text/width.ts';
import type { Size, State } from './state.ts';
import { statusLines } from './status-lines.ts';

const suggestionRows = 1;

/** `both` is the table beside the detail, on a wide screen. */
type Panes = 'too-small' | 'table' | 'detail' | 'both' | 'groups' | 'compare';

export function shownPanes({ size, detail, screen }: State): Panes {
  if (isTooSmall(size)) return 'too-small';
  if (screen === 'groups' || screen === 'compare') return screen;
  if (!detail) return 'table';
  if (isWide(size)) return 'both';
  return screen;
}

/*
 * Ink lays out the screen (`screen/app.tsx`). The reducer needs the sizes of its parts even before Ink is
 * loaded, so they are counted here; a test holds them equal to Ink's.
 */

export type PaneSize = { readonly width: number; readonly height: number };

const tableShare = 0.48;

const dividerColumns = 1;

export function tableSize(state: State): PaneSize {
  const { columns } = state.size;
  const width = shownPanes(state) === 'both' ? Math.floor(columns * tableShare) : columns;
  return { width, height: listHeight(state) };
}

export function detailSize(state: State): PaneSize {
  if (shownPanes(state) !== 'both') return compareBox(state);
  const { width } = tableSize(state);
  return { width: state.size.columns - width - dividerColumns, height: listHeight(state) };
}

export function compareBox(state: State): PaneSize {
  const { columns, rows } = state.size;
  return { width: columns, height: rows - headerRows - footerRows(state) };
}

const headerRows = 1;

const viewRows = 1;

function listHeight(state: State): number {
  return state.size.rows - headerRows - viewRows - filterRows(state) - footerRows(state);
}

function footerRows(state: State): number {
  return statusLines(state).length + 1;
}

function filterRows({ overlay, list }: State): number {
  if (overlay.type === 'filter') return 1 + suggestionRows;
  return list.filterText === '' ? 0 : 1;
}

/** The rows of runs that the table has, even while the detail covers it. */
export function tableRows(state: State): number {
  return Math.max(1, listHeight(state) - 1);
}

/** Whether panes were resized or replaced, so that what is selected may be out of sight. */
export function hasOtherRoom(state: State, before: State): boolean {
  const { size, screen, overlay } = state;
  if (size !== before.size || screen !== before.screen || overlay !== before.overlay) return true;
  return footerRows(state) !== footerRows(before) || filterRows(state) !== filterRows(before);
}

/** Wider than any line; the rows are a page that is read aloud. */
export const linearSize: Size = { columns: 10_000, rows: 30, isLinear: true };

export const smallestSize: Size = { columns: 60, rows: 15 };

const wideColumns = 130;

export function isTooSmall(size: Size): boolean {
  return size.columns < smallestSize.columns || size.rows < smallestSize.rows;
}

export function tooSmallText({ size }: { readonly size: Size }): string {
  const { columns, rows } = smallestSize;
  return fitText(
    `runlens needs ${columns}×${rows}; this window is ${size.columns}×${size.rows}. q quits`,
    size.columns,
  );
}

export function isWide(size: Size): boolean {
  return size.columns >= wideColumns && !size.isLinear;
}

const dialogFrameColumns = 6;

export function dialogColumns(size: Size, most: number): number {
  return Math.min(size.isLinear ? size.columns : most, size.columns - dialogFrameColumns);
}

const dialogFrameRows = 3;

const rowsAroundDialog = 3;

export function dialogRows(size: Size): number {
  return Math.max(1, size.rows - dialogFrameRows - rowsAroundDialog);
}

const widestDialog = 84;

export function dialogRoom(size: Size, most = widestDialog): PaneSize {
  return { width: dialogColumns(size, most), height: dialogRows(size) };
}
