import { fitText } from '../../model/text/width.ts';

export type Size = {
  readonly columns: number;
  readonly rows: number;
  /** Whether lines are read one by one, so that nothing stands beside anything or is cut. */
  readonly isLinear?: true;
};

/** As wide as any line; as many rows as a page that is read aloud. */
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

export function dialogRoom(size: Size, most = widestDialog): DialogRoom {
  return { width: dialogColumns(size, most), height: dialogRows(size) };
}

export type DialogRoom = { readonly width: number; readonly height: number };
