import { type Key as InkKey, useInput, usePaste } from 'ink';
import type { Key } from '../shell/keyboard.ts';
import type { Session } from '../shell/session.ts';

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

/** The keys that edit words together with Alt, and the arrows with Ctrl too. */
const altKeys: ReadonlySet<Key> = new Set(['b', 'f', 'd', 'left', 'right', 'backspace', 'delete']);
const ctrlKeys: ReadonlySet<Key> = new Set(['left', 'right']);

/** Keys that are typed with Ctrl, which the Kitty keyboard protocol tells from what they always were. */
const ctrlNames: Readonly<Record<string, Key>> = {
  '[': 'escape',
  i: 'tab',
  m: 'enter',
  j: 'enter',
  h: 'backspace',
};

/**
 * Converts Ink's keys; each character becomes one key. Any other key with Alt is Esc and that key: Ink
 * reports Alt where both arrive together, as over a slow connection. The Kitty keyboard protocol, by which
 * keys have a type of event, tells them apart.
 */
export function toKeys(input: string, key: InkKey): readonly Key[] {
  const isToldApart = key.eventType !== undefined;
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab'];
  const name = named.find(([flag]) => key[flag])?.[1];
  if (name === 'escape' && key.meta && !isToldApart) return ['escape', 'escape'];
  if (name !== undefined) {
    if (key.meta && altKeys.has(name)) return [`alt+${name}`];
    return [key.ctrl && ctrlKeys.has(name) ? `ctrl+${name}` : name];
  }
  if (key.ctrl) return input === '' ? [] : [(isToldApart && ctrlNames[input]) || `ctrl+${input}`];
  const typed = Array.from(input, toKey);
  if (!key.meta) return typed;
  return altKeys.has(input) || isToldApart ? [`alt+${input}`] : ['escape', ...typed];
}

export function useKeys({ press, type }: Pick<Session, 'press' | 'type'>): void {
  useInput((input, key) => {
    for (const one of toKeys(input, key)) press(one);
  });
  usePaste(type);
}
