import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchOptions } from './options.ts';
import type { Row } from './row.ts';
import { titles, toCells } from './table.ts';

const about = fileURLToPath(new URL('../../docs/about/', import.meta.url));
const [data, page] = [`${about}benchmarks.tsv`, `${about}benchmarks.md`];

type Saved = {
  readonly rows: readonly Row[];
  readonly machine: readonly string[];
  readonly options: BenchOptions;
};

/** Writes all rows beside the page, and into the page the figures of the rows that it shows. */
export function saveTable({ rows, machine, options }: Saved): void {
  const about = [
    ...machine,
    `the store: ${options.runs.toLocaleString('en-US')} runs of the sample store; the terminal: 200×50, a real pseudo-terminal`,
    `figures are medians; memory was watched for ${options.minutes} min`,
  ];
  const lines = rows.map(row => toCells(row).join('\t'));
  writeFileSync(data, `${[...about.map(line => `# ${line}`), titles.join('\t'), ...lines].join('\n')}\n`);
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), lines));
}

/** The page with the figures of these rows, which are lines of the file beside it. */
export function withFigures(page: string, rows: readonly string[]): string {
  const shown = new Map(rows.toReversed().map(row => [row.split('\t', 1)[0], toPageRow(row)]));
  return page
    .split('\n')
    .map(line => shown.get(/^\| (.+?) \| /u.exec(line)?.[1]) ?? line)
    .join('\n');
}

function toPageRow(row: string): string {
  const [what, figure, floor, , bar, verdict] = row.split('\t');
  return `| ${[what, figure, floor, bar === '–' ? bar : `${bar} ${verdict}`.trim()].join(' | ')} |`;
}
