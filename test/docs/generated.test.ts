import { expect, test } from 'vitest';
import { keyNames } from '../../src/screen/shell/keyboard.ts';
import { commandRows } from '../../src/screen/shell/keymap.ts';
import { generatedPages } from './generated-pages.ts';
import { readPage } from './pages.ts';

const generated = await generatedPages();

test.each(Object.keys(generated))('%s says what the program does: "npm run pages" writes it', path => {
  expect(readPage(path)).toBe(generated[path]);
});

test('the README shows twelve keys, each of which does something on the screen', () => {
  const [, list = ''] = /## Twelve keys\n([\s\S]*?)\n## /u.exec(readPage('README.md')) ?? [];
  const rows = [...list.matchAll(/^\| (`.*?`) \|/gmu)].map(([, keys = '']) => keys.match(/[^` ]+/gu) ?? []);
  expect(rows).toHaveLength(12);
  const bound = new Set(commandRows().flatMap(({ keys }) => keyNames(keys)));
  expect(rows.flat().filter(key => !bound.has(key))).toEqual([]);
});
