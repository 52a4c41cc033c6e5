import { stripVTControlCharacters } from 'node:util';
import { displayWidth, sliceColumns } from '../../model/text/width.ts';

/** The cells that fit completely into the first `columns` columns of a line. */
export function cellsBefore(line: string, columns: number, gaps = gapsOf(line)): string {
  const isWhole = gaps.some(gap => isIn(gap, columns));
  return sliceColumns(line, 0, isWhole ? columns : (gaps.findLast(gap => gap.to < columns)?.from ?? 0));
}

/** The cells of a line that begin at column `from` or later, at their positions. */
export function cellsAfter(line: string, from: number, width: number, gaps = gapsOf(line)): string {
  const isWhole = gaps.some(gap => isIn(gap, from));
  const start = isWhole ? from : (gaps.find(gap => gap.from > from)?.from ?? width);
  return ' '.repeat(start - from) + sliceColumns(line, start, width);
}

type Gap = { readonly from: number; readonly to: number };

function isIn({ from, to }: Gap, column: number): boolean {
  return from <= column && column <= to;
}

/** The gaps between the cells of a line, two columns or wider, and the space after the last cell. */
export function gapsOf(line: string): readonly Gap[] {
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
