/** One printable character, or a name such as `enter`, `pagedown`, `ctrl+d`. */
export type Key = string;

const namesOfKeys: Readonly<Record<string, string>> = {
  enter: '↵',
  escape: 'Esc',
  tab: 'Tab',
  'shift+tab': 'S-Tab',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  backspace: 'Backspace',
  delete: 'Del',
};

/** A key as it is displayed: `^d`, `↵`, `PgDn`. */
export function keyName(key: Key): string {
  return namesOfKeys[key] ?? (key.startsWith('ctrl+') ? `^${key.slice(5)}` : key);
}

/** Keys as they are displayed; a row of digits or letters as `1–9`, `a–z`. */
export function keyNames(keys: readonly Key[]): readonly string[] {
  const [first = '', ...others] = keys;
  const isRange = others.length > 3 && keys.every(key => /^[\da-z]$/u.test(key));
  return isRange ? [`${first}–${others.at(-1)}`] : keys.map(keyName);
}

/** The character that a key types into a line of text, if any. */
export function typedText(key: Key): string | undefined {
  if (key === 'space') return ' ';
  return [...key].length === 1 ? key : undefined;
}
