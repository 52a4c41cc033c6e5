import { expect, test } from 'vitest';
import { cellsAfter, cellsBefore } from '../../../src/screen/paint/merge-rows.ts';
import { colorTheme } from '../../../src/screen/paint/theme.ts';

const line = 'one two  three  日本語  five';

test.each([
  [7, 'one two'],
  [9, 'one two  '],
  [11, 'one two'],
  [14, 'one two  three'],
  [18, 'one two  three'],
])('up to column %i only whole cells remain', (columns, expected) => {
  expect(cellsBefore(line, columns)).toBe(expected);
});

test.each([
  [4, '     three  日本語  five'],
  [9, 'three  日本語  five'],
  [11, '     日本語  five'],
  [17, '       five'],
  [25, '   '],
])('from column %i on only whole cells remain, in their place', (from, expected) => {
  expect(cellsAfter(line, from, 40)).toBe(expected);
});

test('a cell keeps its colour, and a colour goes with its cell', () => {
  const painted = `${colorTheme.error('one')}  ${colorTheme.success('three')}`;
  expect(cellsBefore(painted, 6)).toBe(colorTheme.error('one'));
  expect(cellsAfter(painted, 1, 20)).toBe(`    ${colorTheme.success('three')}`);
});
