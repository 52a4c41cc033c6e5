import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withFigures, withRows } from './save-table.ts';

const about = join(import.meta.dirname, '../../docs/about');
const page = readFileSync(join(about, 'benchmarks.md'), 'utf8');
const rows = readFileSync(join(about, 'benchmarks.tsv'), 'utf8')
  .split('\n')
  .filter(line => line.includes('\t') && !line.startsWith('what\t'));

test('the page of benchmarks shows 25 rows, with the figures of the file beside it', () => {
  expect(withFigures(page, rows)).toBe(page);
  const names = new Set(rows.map(row => row.split('\t', 1)[0]));
  const shown = [...page.matchAll(/^\| (.+?) \| .*\d/gmu)].map(([, name]) => name);
  expect(shown).toHaveLength(25);
  expect(shown.filter(name => !names.has(name))).toEqual([]);
});

test('a new figure replaces the one of its row, and nothing else', () => {
  const shown = '# Benchmarks\n\n| a | 1 ms | b: 2 ms | <= 2× met |\n| c | 3 ms | – | – |\n';
  expect(withFigures(shown, ['a\t9 ms\tb: 2 ms\t4.5×\t<= 2×\tMISSED\t7', 'd\t1\t–\t–\t–\t\t1'])).toBe(
    '# Benchmarks\n\n| a | 9 ms | b: 2 ms | <= 2× MISSED |\n| c | 3 ms | – | – |\n',
  );
});

test('a run of some topics replaces their rows alone, and says where they are from', () => {
  const table = '# machine\nwhat\tfigure\na\t1\nb\t2\nc\t3\n\n# compared\nb\t0\n';
  expect(withRows(table, ['b\t9', 'd\t4'], 'pages: another machine')).toBe(
    '# machine\n# later, pages: another machine\nwhat\tfigure\na\t1\nb\t9\nc\t3\nd\t4\n\n# compared\nb\t0\n',
  );
});
