import { type Key as InkKey, useInput, usePaste } from 'ink';
import { type Key, keyOfCharacter, wordKeys } from '../shell/keyboard.ts';
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

/** The keys that Ctrl and a letter always were, which the Kitty keyboard protocol tells apart from them. */
const ctrlNames: Readonly<Record<string, Key>> = {
  '[': 'escape',
  i: 'tab',
  m: 'enter',
  j: 'enter',
  h: 'backspace',
};

/**
 * Each character becomes a key. Any other key with Alt becomes Esc and that key, as Ink reports Alt when both
 * arrive together over a slow connection. With the Kitty keyboard protocol, where keys have an event type,
 * Alt is certain.
 */
export function toKeys(input: string, key: InkKey): readonly Key[] {
  const isToldApart = key.eventType !== undefined;
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab'];
  const name = named.find(([flag]) => key[flag])?.[1];
  if (name === 'escape' && key.meta && !isToldApart) return ['escape', 'escape'];
  if (name !== undefined) {
    if (key.meta && wordKeys.alt.has(name)) return [`alt+${name}`];
    return [key.ctrl && wordKeys.ctrl.has(name) ? `ctrl+${name}` : name];
  }
  if (key.ctrl) return input === '' ? [] : [(isToldApart && ctrlNames[input]) || `ctrl+${input}`];
  const typed = Array.from(input, keyOfCharacter);
  if (!key.meta) return typed;
  return wordKeys.alt.has(input) || isToldApart ? [`alt+${input}`] : ['escape', ...typed];
}

export function useKeys({ press, type }: Pick<Session, 'press' | 'type'>): void {
  useInput((input, key) => {
    for (const one of toKeys(input, key)) press(one);
  });
  usePaste(type);
}
