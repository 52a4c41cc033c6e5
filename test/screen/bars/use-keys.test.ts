import type { Key as InkKey } from 'ink';
import { describe, expect, test } from 'vitest';
import { toKeys } from '../../../src/screen/bars/use-keys.ts';

const noKey: InkKey = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

describe('keys as Ink reports them', () => {
  test.each<[string, Partial<InkKey>, readonly string[]]>([
    ['', { return: true }, ['enter']],
    ['', { pageDown: true }, ['pagedown']],
    ['', { tab: true }, ['tab']],
    ['', { tab: true, shift: true }, ['shift+tab']],
    ['d', { ctrl: true }, ['ctrl+d']],
    ['', { ctrl: true }, []],
    [' ', {}, ['space']],
    ['G', { shift: true }, ['G']],
    ['é', {}, ['é']],
  ])('%j with %j gives %j', (input, flags, keys) => {
    expect(toKeys(input, { ...noKey, ...flags })).toEqual(keys);
  });

  test('what came in one piece is one key each, line ends and control characters too', () => {
    expect(toKeys('jj\r/\u0015a b', noKey)).toEqual(['j', 'j', 'enter', '/', 'ctrl+u', 'a', 'space', 'b']);
  });

  test.each<[string, Partial<InkKey>, string]>([
    ['b', { meta: true }, 'alt+b'],
    ['f', { meta: true }, 'alt+f'],
    ['d', { meta: true }, 'alt+d'],
    ['', { meta: true, backspace: true }, 'alt+backspace'],
    ['', { meta: true, leftArrow: true }, 'alt+left'],
    ['', { ctrl: true, rightArrow: true }, 'ctrl+right'],
    ['', { ctrl: true, upArrow: true }, 'up'],
  ])('%j with %j edits words: %s', (input, flags, key) => {
    expect(toKeys(input, { ...noKey, ...flags })).toEqual([key]);
  });

  test('Esc and a key right behind it are two keys', () => {
    expect(toKeys('e', { ...noKey, meta: true })).toEqual(['escape', 'e']);
    expect(toKeys('', { ...noKey, meta: true, escape: true })).toEqual(['escape', 'escape']);
  });

  test.each<[string, Partial<InkKey>, readonly string[]]>([
    ['e', { meta: true }, ['alt+e']],
    ['', { meta: true, escape: true }, ['escape']],
    ['', { escape: true }, ['escape']],
    ['b', { meta: true }, ['alt+b']],
    ['c', { ctrl: true }, ['ctrl+c']],
    ['[', { ctrl: true }, ['escape']],
    ['i', { ctrl: true }, ['tab']],
    ['m', { ctrl: true }, ['enter']],
    ['h', { ctrl: true }, ['backspace']],
  ])('where the terminal tells keys apart, %j with %j is %j', (input, flags, keys) => {
    expect(toKeys(input, { ...noKey, ...flags, eventType: 'press' })).toEqual(keys);
  });
});
