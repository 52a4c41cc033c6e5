import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText } from '../../model/text/width.ts';

export type TextColumn<Row> = {
  readonly title: string;
  readonly align?: 'start' | 'end';
  readonly text: (row: Row) => string;
};

const gap = '  ';
const narrowest = 8;

/** Rows under headings, their secrets masked; a column is as wide as its widest cell, the widest shrink. */
export function textTable<Row>(
  rows: readonly Row[],
  columns: readonly TextColumn<Row>[],
  width: number,
  toLine: (text: string) => string = safeLine,
): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows.map(row => columns.map(column => toLine(column.text(row))));
  const lines = [columns.map(column => column.title), ...cells];
  const widths = shrink(
    columns.map((_, index) =>
      lines.reduce((most, line) => Math.max(most, displayWidth(line[index] ?? '')), 0),
    ),
    width - gap.length * (columns.length - 1),
  );
  return lines.map(line =>
    columns
      .map(({ align }, index) => fitText(line[index] ?? '', widths[index] ?? 0, { align }))
      .join(gap)
      .trimEnd(),
  );
}

function shrink(wanted: readonly number[], room: number): readonly number[] {
  const widths = [...wanted];
  for (;;) {
    const over = widths.reduce((sum, width) => sum + width, 0) - room;
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (over <= 0 || width <= narrowest) return widths;
    widths[widest] = Math.max(narrowest, width - over);
  }
}
