import { describe, expect, test } from 'vitest';
import { applySgr, plainStyle, styleChange } from '../../../src/terminal/painter/cell-style.ts';

function style(...parameters: readonly string[]): number {
  return parameters.reduce(applySgr, plainStyle);
}

describe('styles', () => {
  test.each([
    ['the order of what was set', ['1;31'], ['31', '1']],
    ['what was set and unset', ['4', '24', '31'], ['31']],
    ['what a reset took away', ['1;7', '0;31'], ['31']],
    ['an empty reset', ['1;31', ''], []],
    ['colons and semicolons', ['38:5:208'], ['38;5;208']],
    ['unknown parameters', ['31;99'], ['31']],
    ['a bold and a dim that end together', ['1;2', '22'], []],
    ['a colour that is cut off', ['38;5'], []],
  ])('look the same whatever %s', (_what, left, right) => {
    expect(style(...left)).toBe(style(...right));
  });

  test.each([
    ['31', '32'],
    ['31', '41'],
    ['1', '2'],
    ['38;5;1', '38;5;2'],
    ['38;2;1;2;3', '38;2;1;2;4'],
  ])('%s and %s look different', (left, right) => {
    expect(style(left)).not.toBe(style(right));
  });

  test.each([
    ['', '31', '\u001B[31m'],
    ['31', '', '\u001B[m'],
    ['31', '32', '\u001B[32m'],
    ['7;31', '7', '\u001B[39m'],
    ['1;2', '2', '\u001B[;2m'],
    ['1;7;31;42', '4', '\u001B[;4m'],
    ['31', '31', ''],
  ])('a change from "%s" to "%s" is as short as it can be', (from, to, sequence) => {
    expect(styleChange(style(from), style(to))).toBe(sequence);
  });
});
