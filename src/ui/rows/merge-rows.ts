import { displayWidth, fitText, sliceColumns } from '../../model/text/width.ts';
import { cellsAfter, cellsBefore } from './beside-dialog.ts';

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export type PlacedLines = { readonly box: Box; readonly lines: readonly string[] };

/** Ink's frame with the lines of each block in its box; the blocks are sorted from left to right. */
export function putRows(
  frame: readonly string[],
  blocks: readonly PlacedLines[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
): readonly string[] {
  return Array.from({ length: rows }, (_, row) => {
    const line = frame[row] ?? '';
    const here = blocks.filter(({ box }) => row >= box.y && row < box.y + box.height);
    if (here.length === 0) return line;
    let merged = '';
    let column = 0;
    for (const { box, lines } of here) {
      const end = box.x + box.width;
      const text = lines[row - box.y] ?? '';
      merged += padEnd(sliceColumns(line, column, box.x), box.x - column);
      merged += end < columns ? fitText(text, box.width) : text;
      column = end;
    }
    return merged + sliceColumns(line, column, columns);
  });
}

function padEnd(text: string, width: number): string {
  return width <= 0 ? text : text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Fewer columns than this beside a dialog are left blank: they would show fragments only. */
const scrapColumns = 12;

/**
 * The screen under a dialog, which is cut out of Ink's frame. On each side a column stays free, and cells of
 * the screen that would be cut are left out.
 */
export function layOver(
  screen: readonly string[],
  frame: readonly string[],
  box: Box,
  columns: number,
): readonly string[] {
  const end = box.x + box.width;
  return screen.map((line, row) => {
    if (row < box.y || row >= box.y + box.height) return line;
    const before = box.x < scrapColumns ? '' : cellsBefore(line, box.x - 1);
    const after = columns - end - 1 < scrapColumns ? '' : ` ${cellsAfter(line, end + 1, columns)}`;
    return `${fitText(before, box.x)}${fitText(sliceColumns(frame[row] ?? '', box.x, end), box.width)}${after}`;
  });
}
