import { describe, expect, test } from 'vitest';
import { applyShift, findShift, shiftSequence } from '../../../src/terminal/painter/find-shift.ts';

const list = (...rows: readonly number[]) => rows.map(row => `row ${row}`);

describe('a shift of rows', () => {
  test('is found inside of what stays, up and down', () => {
    const before = ['head', ...list(0, 1, 2, 3, 4, 5, 6, 7), 'foot'];
    const after = ['head', ...list(2, 3, 4, 5, 6, 7, 8, 9), 'foot'];
    expect(findShift(before, after)).toEqual({ top: 1, bottom: 8, by: 2 });
    expect(findShift(after, before)).toEqual({ top: 1, bottom: 8, by: -2 });
  });

  test('ends where the rows differ', () => {
    const before = ['head', ...list(0, 1, 2, 3, 4, 5, 6, 7)];
    const after = ['head', ...list(1, 2, 3, 4, 99, 6, 7, 8)];
    expect(findShift(before, after)).toEqual({ top: 1, bottom: 5, by: 1 });
  });

  test.each([
    ['nothing changed', list(0, 1, 2, 3, 4, 5), list(0, 1, 2, 3, 4, 5)],
    ['a few rows changed', list(0, 1, 2, 3, 4, 5), list(0, 1, 9, 3, 4, 5)],
    ['too few rows moved', list(0, 1, 2, 3, 4, 5), list(1, 2, 3, 9, 10, 11)],
    ['everything is new', list(0, 1, 2, 3, 4, 5), list(6, 7, 8, 9, 10, 11)],
    ['the rows are all alike', ['', '', '', '', '', ''], ['', '', '', '', '', '']],
  ])('is none when %s', (_what, before, after) => {
    expect(findShift(before, after)).toBeUndefined();
  });

  test('moves a list as the terminal moves its rows', () => {
    const rows = ['a', 'b', 'c', 'd', 'e'];
    applyShift(rows, { top: 1, bottom: 3, by: 1 }, '-');
    expect(rows).toEqual(['a', 'c', 'd', '-', 'e']);
    applyShift(rows, { top: 0, bottom: 4, by: -2 }, '-');
    expect(rows).toEqual(['-', '-', 'a', 'c', 'd']);
  });

  test('is written as a scroll of those rows only', () => {
    expect(shiftSequence({ top: 1, bottom: 8, by: 2 })).toBe('\u001B[2;9r\u001B[2S\u001B[r');
    expect(shiftSequence({ top: 0, bottom: 8, by: -1 })).toBe('\u001B[1;9r\u001B[1T\u001B[r');
  });
});
