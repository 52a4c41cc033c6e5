import { stripVTControlCharacters } from 'node:util';
import { displayWidth, fitText, sliceColumns } from '../../model/text/width.ts';

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export type PlacedLines = { readonly box: Box; readonly lines: readonly string[] };

/** Puts the lines of the blocks into Ink's frame; the blocks are sorted from left to right. */
export function mergeRows(
  frame: readonly string[],
  blocks: readonly PlacedLines[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
): readonly string[] {
  const merged = Array.from({ length: rows }, () => ({ text: '', columns: 0 }));
  for (const { box, lines } of blocks) {
    const end = box.x + box.width;
    const toWidth = (text: string) => (end < columns ? fitText(text, box.width) : text);
    merged.slice(box.y, box.y + box.height).forEach((part, row) => {
      part.text += gap(frame[box.y + row] ?? '', part.columns, box.x) + toWidth(lines[row] ?? '');
      part.columns = end;
    });
  }
  return merged.map((part, row) => part.text + sliceColumns(frame[row] ?? '', part.columns, columns));
}

function gap(line: string, from: number, to: number): string {
  const text = sliceColumns(line, from, to);
  return from >= to ? '' : text + ' '.repeat(Math.max(0, to - from - displayWidth(text)));
}

/** The lines are as wide as their box, where the frame is blank. */
export function insertLines(frame: readonly string[], { box, lines }: PlacedLines): readonly string[] {
  const end = box.x + box.width;
  return frame.map((line, row) => {
    const inserted = lines[row - box.y];
    if (inserted === undefined || row >= box.y + box.height) return line;
    return `${sliceColumns(line, 0, box.x)}${inserted}${sliceColumns(line, end, Math.max(end, displayWidth(line)))}`;
  });
}

/** Fewer columns than this beside a dialog stay blank, as they would show only fragments. */
const scrapColumns = 12;

/** Lays a dialog over the screen with a blank column on each side, and drops cells that would be cut. */
export function overlayDialog(
  screen: readonly string[],
  frame: readonly string[],
  box: Box,
  columns: number,
): readonly string[] {
  const end = box.x + box.width;
  return screen.map((line, row) => {
    if (row < box.y || row >= box.y + box.height) return line;
    const gaps = gapsOf(line);
    const before = box.x < scrapColumns ? '' : cellsBefore(line, box.x - 1, gaps);
    const after = columns - end - 1 < scrapColumns ? '' : ` ${cellsAfter(line, end + 1, columns, gaps)}`;
    return `${fitText(before, box.x)}${fitText(sliceColumns(frame[row] ?? '', box.x, end), box.width)}${after}`;
  });
}

/** The cells that fit wholly into the first `columns` columns. */
export function cellsBefore(line: string, columns: number, gaps = gapsOf(line)): string {
  const isWhole = gaps.some(gap => isIn(gap, columns));
  return sliceColumns(line, 0, isWhole ? columns : (gaps.findLast(gap => gap.to < columns)?.from ?? 0));
}

/** The cells that begin at column `from` or later, in their places. */
export function cellsAfter(line: string, from: number, width: number, gaps = gapsOf(line)): string {
  const isWhole = gaps.some(gap => isIn(gap, from));
  const start = isWhole ? from : (gaps.find(gap => gap.from > from)?.from ?? width);
  return ' '.repeat(start - from) + sliceColumns(line, start, width);
}

type Gap = { readonly from: number; readonly to: number };

function isIn({ from, to }: Gap, column: number): boolean {
  return from <= column && column <= to;
}

/** The gaps of two columns or more between the cells, and the space after the last cell. */
function gapsOf(line: string): readonly Gap[] {
  const plain = stripVTControlCharacters(line);
  const gaps: Gap[] = [];
  let [end, column] = [0, 0];
  for (const { index, 0: spaces } of plain.matchAll(/ {2,}/gu)) {
    const from = column + displayWidth(plain.slice(end, index));
    [end, column] = [index + spaces.length, from + spaces.length];
    gaps.push({ from, to: column });
  }
  gaps.push({ from: column + displayWidth(plain.slice(end)), to: Number.POSITIVE_INFINITY });
  return gaps;
}
