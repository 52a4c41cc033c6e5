import { type Key as InkKey, useInput, usePaste } from 'ink';
import type { Key } from '../state/keys/key.ts';
import type { Session } from '../state/session/session.ts';

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
};

const controlToLetter = 0x60;

/** A control character is Ctrl with a letter. */
function toKey(character: string): Key {
  const named = characterKeys[character];
  if (named !== undefined) return named;
  const isControl = character < ' ';
  return isControl ? `ctrl+${String.fromCharCode(character.charCodeAt(0) + controlToLetter)}` : character;
}

/**
 * Converts Ink's keys; each character becomes one key. Nothing is bound to Alt: Ink reports it for Esc and
 * another key that arrive together, as over a slow connection.
 */
export function toKeys(input: string, key: InkKey): readonly Key[] {
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab'];
  const name = named.find(([flag]) => key[flag])?.[1];
  if (name === 'escape' && key.meta) return ['escape', 'escape'];
  if (name !== undefined) return [name];
  if (key.ctrl) return input === '' ? [] : [`ctrl+${input}`];
  const typed = Array.from(input, toKey);
  return key.meta ? ['escape', ...typed] : typed;
}

export function useKeys({ press, type }: Pick<Session, 'press' | 'type'>): void {
  useInput((input, key) => {
    for (const one of toKeys(input, key)) press(one);
  });
  usePaste(type);
}
