import { type Key as InkKey, useInput, usePaste } from 'ink';
import type { Key } from '../state/keymap.ts';
import type { Session } from '../state/session.ts';

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

/** Ink's idea of a key as ours; characters that came in one piece give one key each. */
export function toKeys(input: string, key: InkKey): readonly Key[] {
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab'];
  const name = named.find(([flag]) => key[flag])?.[1];
  if (name !== undefined) return [name];
  if (key.ctrl) return input === '' ? [] : [`ctrl+${input}`];
  if (key.meta) return [];
  return Array.from(input, character => characterKeys[character] ?? character);
}

/** Gives the session every key, and what is pasted as text. */
export function useKeys({ press, type }: Pick<Session, 'press' | 'type'>): void {
  useInput((input, key) => {
    for (const one of toKeys(input, key)) press(one);
  });
  usePaste(type);
}
