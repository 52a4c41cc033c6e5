import type { Key } from '../keys/keymap.ts';

/** The character that a key types into a line of text, or `undefined` when it types none. */
export function toTyped(key: Key): string | undefined {
  if (key === 'space') return ' ';
  return [...key].length === 1 ? key : undefined;
}
