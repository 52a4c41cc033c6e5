import type { Row } from './row.ts';

export const titles = ['what', 'figure', 'floor', 'ratio', 'bar', 'verdict', 'samples'] as const;

export function toCells(row: Row): readonly string[] {
  const verdict = row.isMet === undefined ? '' : row.isMet ? 'met' : 'MISSED';
  const ratio = row.ratio === undefined ? '–' : `${row.ratio.toFixed(row.ratio < 10 ? 2 : 1)}×`;
  return [row.what, row.figure, row.floor ?? '–', ratio, row.bar ?? '–', verdict, String(row.samples)];
}

/** The rows as lines whose columns stand below each other. */
export function formatTable(rows: readonly Row[]): string {
  const table = [titles, ...rows.map(toCells)];
  const widths = titles.map((_, column) => Math.max(...table.map(cells => cells[column]?.length ?? 0)));
  const lines = table.map(cells =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return lines.join('\n');
}
