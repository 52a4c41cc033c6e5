/** After this time keys are handled although what they were held for has not ended. */
const longestHoldMs = 300;
/** The same for keys that can do nothing until it has. */
const longestKeepMs = 1_000;

/** These never wait. */
const urgentKeys: ReadonlySet<Key> = new Set(['escape', 'ctrl+c', 'ctrl+z']);

type Keyboard = {
  readonly press: (key: Key) => void;
  readonly type: (text: string) => void;
  /**
   * Keeps the keys that follow until the work has ended, so that `Gk` in one piece means what it means key by
   * key. Esc drops them.
   */
  readonly hold: (work: Promise<void>) => void;
  /** Does what a key is for once the work has ended, before the keys that follow; not after a late end. */
  readonly keep: (work: Promise<void>, act: () => void) => void;
  readonly drop: () => void;
};

type Listener = Pick<Keyboard, 'press' | 'type'>;

export function createKeyboard(listener: Listener): Keyboard {
  let kept: (() => void)[] = [];
  let holds = 0;
  let isLate = false;

  const release = (isTimeOver: boolean): void => {
    holds -= 1;
    isLate = isTimeOver;
    while (holds === 0) {
      const next = kept.shift();
      if (!next) break;
      next();
    }
    isLate = false;
  };

  const hold = (work: Promise<void>, longestMs = longestHoldMs): void => {
    holds += 1;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(true), longestMs);
    Promise.race([work.then(() => false), promise]).then(isTimeOver => {
      clearTimeout(timer);
      release(isTimeOver);
    });
  };

  const drop = (): void => {
    kept = [];
  };

  return {
    drop,
    press: key => {
      if (key === 'escape') drop();
      if (holds === 0 || urgentKeys.has(key)) listener.press(key);
      else kept.push(() => listener.press(key));
    },
    type: text => {
      if (holds === 0) listener.type(text);
      else kept.push(() => listener.type(text));
    },
    hold: work => hold(work),
    keep: (work, act) => {
      if (isLate) return;
      kept.unshift(act);
      hold(work, longestKeepMs);
    },
  };
}

/** One printable character, or a name such as `enter`, `pagedown`, `ctrl+d`. */
export type Key = string;

const keysOfCharacters: Readonly<Record<string, Key>> = {
  ' ': 'space',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007F': 'backspace',
  '\b': 'backspace',
};

const controlToLetter = 0x60;

/** The key that a terminal sends as one character: a control character is Ctrl with a letter. */
export function keyOfCharacter(character: string): Key {
  const named = keysOfCharacters[character];
  if (named !== undefined) return named;
  const isControl = character < ' ';
  return isControl ? `ctrl+${String.fromCharCode(character.charCodeAt(0) + controlToLetter)}` : character;
}

/** The keys that edit words together with Alt, and the arrows with Ctrl too. */
export const wordKeys: Readonly<Record<'alt' | 'ctrl', ReadonlySet<Key>>> = {
  alt: new Set(['b', 'f', 'd', 'left', 'right', 'backspace', 'delete']),
  ctrl: new Set(['left', 'right']),
};

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

/** The letters that edit words with Alt, which most terminals send as Esc and the letter. */
const wordLetters: readonly string[] = ['b', 'd', 'f'];

/** The keys that Alt with one of those letters, or a modified arrow, are where they are not bound. */
export function plainKeys(key: Key): readonly Key[] {
  const [, modifier, base = ''] = /^(alt|ctrl)\+(.+)$/u.exec(key) ?? [];
  if (base in namesOfKeys) return [base];
  return modifier === 'alt' && wordLetters.includes(base) ? ['escape', base] : [];
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
