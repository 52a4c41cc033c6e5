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

/** The keys that Alt with a letter, or a modified arrow, are where they are not bound. */
export function plainKeys(key: Key): readonly Key[] {
  const [, modifier, base = ''] = /^(alt|ctrl)\+(.+)$/u.exec(key) ?? [];
  if (base in namesOfKeys) return [base];
  return modifier === 'alt' ? ['escape', base] : [];
}

/** A key as it is displayed: `^d`, `↵`, `PgDn`. */
export function keyName(key: Key): string {
  const [, modifier, base = ''] = /^(alt|ctrl)\+(.+)$/u.exec(key) ?? [];
  if (modifier === undefined) return namesOfKeys[key] ?? key;
  return `${modifier === 'alt' ? 'Alt-' : '^'}${namesOfKeys[base] ?? base}`;
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
