import { type Key as InkKey, useInput } from 'ink';
import type { Key } from '../state/keymap.ts';

const named: readonly (readonly [keyof InkKey, Key])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

/** Ink's idea of a key as ours; text that came in one piece gives one key a character. */
export function toKeys(input: string, key: InkKey): readonly Key[] {
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab'];
  const name = named.find(([flag]) => key[flag])?.[1];
  if (name !== undefined) return [name];
  if (key.ctrl) return input === '' ? [] : [`ctrl+${input}`];
  if (key.meta) return [];
  return Array.from(input, character => characterKeys[character] ?? character);
}

const characterKeys: Readonly<Record<string, Key>> = {
  ' ': 'space',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007F': 'backspace',
  '\b': 'backspace',
  '\u0003': 'ctrl+c',
  '\u001A': 'ctrl+z',
};

export function useKeys(press: (key: Key) => void): void {
  useInput((input, key) => {
    for (const one of toKeys(input, key)) press(one);
  });
}
