import { type CellRow, isRiskyText } from './cell-row.ts';
import { plainStyle, styleChange } from './cell-style.ts';

export type Pen = { style: number };

/** Up to this many equal cells between two changes are written again instead of jumped over. */
const shortGap = 6;

function isSameCell(before: CellRow, after: CellRow, column: number): boolean {
  return (
    (before.texts[column] ?? ' ') === (after.texts[column] ?? ' ') &&
    (before.styles[column] ?? plainStyle) === (after.styles[column] ?? plainStyle)
  );
}

function firstChange(before: CellRow, after: CellRow, from: number, to: number): number {
  let column = from;
  while (column < to && isSameCell(before, after, column)) column++;
  return column;
}

/** The changes end where enough equal cells follow for a jump. */
function endOfChange(before: CellRow, after: CellRow, from: number, to: number): number {
  let end = from + 1;
  for (let column = end; column < to && column - end < shortGap; column++) {
    if (!isSameCell(before, after, column)) end = column + 1;
  }
  return end;
}

export function cursorTo(row: number, column: number): string {
  return column === 0 ? `\u001B[${row + 1}H` : `\u001B[${row + 1};${column + 1}H`;
}

function widthAt(row: CellRow, column: number): number {
  let width = 1;
  while (row.texts[column + width] === '') width++;
  return width;
}

function writeCells(row: CellRow, from: number, to: number, pen: Pen): string {
  let written = '';
  for (let column = from; column < to; column++) {
    const text = row.texts[column];
    if (text === '') continue;
    const style = row.styles[column] ?? plainStyle;
    if (style !== pen.style) {
      written += styleChange(pen.style, style);
      pen.style = style;
    }
    written += row.isRisky ? holdColumns(row, text ?? ' ', column) : (text ?? ' ');
  }
  return written;
}

/** Clears the cells of a text of doubtful width first, and sets the cursor behind them afterwards. */
function holdColumns(row: CellRow, text: string, column: number): string {
  const width = widthAt(row, column);
  return isRiskyText(text, width) ? `\u001B[${width}X${text}\u001B[${column + width + 1}G` : text;
}

function eraseToEnd(pen: Pen): string {
  const change = styleChange(pen.style, plainStyle);
  pen.style = plainStyle;
  return `${change}\u001B[K`;
}

/** Erases the rest of the line last: a terminal may draw an emoji wider than its cells. */
function rewriteFrom(after: CellRow, row: number, column: number, pen: Pen, columns: number): string {
  const end = after.texts.length;
  const written = cursorTo(row, column) + writeCells(after, column, end, pen);
  return end < columns ? `${written}${cursorTo(row, end)}${eraseToEnd(pen)}` : written;
}

export function diffRow(before: CellRow, after: CellRow, row: number, pen: Pen, columns: number): string {
  const end = after.texts.length;
  const longest = Math.max(before.texts.length, end);
  let column = firstChange(before, after, 0, longest);
  if (column >= longest) return '';
  if (before.isRisky || after.isRisky) {
    while (column > 0 && after.texts[column] === '') column--;
    return rewriteFrom(after, row, column, pen, columns);
  }
  let written = '';
  while (column < end) {
    const stop = Math.min(endOfChange(before, after, column, end), end);
    written += cursorTo(row, column) + writeCells(after, column, stop, pen);
    column = firstChange(before, after, stop, end);
  }
  if (before.texts.length > end && firstChange(before, after, end, longest) < longest) {
    written += cursorTo(row, end) + eraseToEnd(pen);
  }
  return written;
}
