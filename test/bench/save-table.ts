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

/**
 * Writes the rows beside the page, and into the page the figures of the rows that it shows. A run of some
 * topics replaces their rows alone.
 */
export function saveTable({ rows, machine, options }: Saved): void {
  const about = [
    ...machine,
    `the store: ${options.runs.toLocaleString('en-US')} runs of the sample store; the terminal: 200×50, a real pseudo-terminal`,
    `figures are medians; memory was watched for ${options.minutes} min`,
  ];
  const lines = rows.map(row => toCells(row).join('\t'));
  const table =
    options.only.length === 0
      ? `${[...about.map(line => `# ${line}`), titles.join('\t'), ...lines].join('\n')}\n`
      : withRows(readFileSync(data, 'utf8'), lines, `${options.only.join(', ')}: ${about.join('; ')}`);
  writeFileSync(data, table);
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), lines));
}

/**
 * The saved file with these rows in place of those of their names, or after them, and where they are from.
 * What follows an empty line is kept: other tables.
 */
export function withRows(table: string, rows: readonly string[], from: string): string {
  const fresh = new Map(rows.map(row => [nameOf(row), row]));
  const [measured = '', ...compared] = table.trimEnd().split('\n\n');
  const lines = measured.split('\n');
  const titlesAt = lines.findIndex(line => !line.startsWith('#'));
  const kept = lines.slice(titlesAt).map(line => fresh.get(nameOf(line)) ?? line);
  const known = new Set(kept.map(nameOf));
  const added = rows.filter(row => !known.has(nameOf(row)));
  const changed = [...lines.slice(0, titlesAt), `# later, ${from}`, ...kept, ...added].join('\n');
  return `${[changed, ...compared].join('\n\n')}\n`;
}

const nameOf = (row: string) => row.split('\t', 1)[0];

/** The page with the figures of these rows, which are lines of the file beside it. */
export function withFigures(page: string, rows: readonly string[]): string {
  const shown = new Map(rows.toReversed().map(row => [nameOf(row), toPageRow(row)]));
  return page
    .split('\n')
    .map(line => shown.get(/^\| (.+?) \| /u.exec(line)?.[1]) ?? line)
    .join('\n');
}

function toPageRow(row: string): string {
  const [what, figure, floor, , bar, verdict] = row.split('\t');
  return `| ${[what, figure, floor, bar === '–' ? bar : `${bar} ${verdict}`.trim()].join(' | ')} |`;
}
