import { wrapText } from '../run/outline/wrap-text.ts';
import { dialogColumns, dialogRows, type Size } from '../shell/window-size.ts';
import type { SharedCauses } from './shared-causes.ts';
import type { SharedRow } from './shared-rows.ts';

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

/** How many rows are visible together: those from the cursor on, and above it where these leave room. */
export function rowsOnPage({ found, index }: SharedCauses, size: Size): number {
  const { width, height } = sharedRoom(size);
  const rows = found?.rows ?? [];
  let left = height;
  const isFull = (row: SharedRow): boolean => {
    left -= wrapSharedRow(row, width).length;
    return left < 0;
  };
  const full = [...rows.slice(index), ...rows.slice(0, index).reverse()].findIndex(isFull);
  return full < 0 ? rows.length : full;
}
