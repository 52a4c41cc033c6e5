import { wrapText } from '../../detail/outline/wrap-text.ts';
import type { SharedRow } from '../../failures/shared/shared-rows.ts';
import { dialogColumns, dialogRows, type Size } from '../../session/window-size.ts';
import type { SharedCauses } from './shared-causes.ts';

/** The columns of the dialog, and the lines below whose runs are compared and how many. */
export function sharedRoom(size: Size): { readonly width: number; readonly height: number } {
  return { width: dialogColumns(size, widest), height: Math.max(1, dialogRows(size) - linesAbove) };
}

const widest = 110;
const linesAbove = 2;

/** A row beside the cursor's mark. */
export function wrapSharedRow({ text }: SharedRow, width: number): readonly string[] {
  return wrapText(text, width - markColumns);
}

export const markColumns = 2;

/** How many rows from the cursor on are visible together. */
export function rowsOnPage({ found, index }: SharedCauses, size: Size): number {
  const { width, height } = sharedRoom(size);
  let left = height;
  const isFull = (row: SharedRow): boolean => {
    left -= wrapSharedRow(row, width).length;
    return left < 0;
  };
  const rows = found?.rows.slice(index) ?? [];
  const full = rows.findIndex(isFull);
  return full < 0 ? rows.length : full;
}
