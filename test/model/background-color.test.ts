import { describe, expect, test } from 'vitest';
import { parseColor, toBackground } from '../../src/model/background.ts';

describe('a colour that a terminal answers', () => {
  test.each([
    ['rgb:ffff/ffff/ffff', [1, 1, 1]],
    ['rgb:ff/00/ff', [1, 0, 1]],
    ['rgb:f/0/0', [1, 0, 0]],
    ['rgba:0000/0000/ffff/8000', [0, 0, 1]],
    ['RGB:FF/FF/00', [1, 1, 0]],
    ['#fff', [1, 1, 1]],
    ['#ff0000', [1, 0, 0]],
    ['#000000000fff', [0, 0, 0x0fff / 0xffff]],
    ['#000fff000', [0, 1, 0]],
  ])('%s', (text, color) => {
    expect(parseColor(text)).toEqual(color);
  });

  test.each([
    '',
    'white',
    '?',
    '#ffff',
    '#ff',
    'rgb:ff/ff',
    'rgb:fffff/0/0',
    'rgb:gg/00/00',
    'rgb:1/2/3/4/5',
  ])('"%s" is none', text => {
    expect(parseColor(text)).toBeUndefined();
  });

  test.each([
    ['#ffffff', 'light'],
    ['#fdf6e3', 'light'],
    ['#808080', 'light'],
    ['#ffff00', 'light'],
    ['#000000', 'dark'],
    ['#002b36', 'dark'],
    ['#2e3440', 'dark'],
    ['#0000ff', 'dark'],
    ['#600000', 'dark'],
  ])('%s is a %s background', (text, background) => {
    expect(toBackground(parseColor(text) ?? [0, 0, 0])).toBe(background);
  });
});
