/** The longest time that keys are held for work that has not ended. */
const longestHoldMs = 300;
/** The longest time that a key is kept which can do nothing before the work has ended. */
const longestKeepMs = 1_000;

const urgentKeys: ReadonlySet<Key> = new Set(['escape', 'ctrl+c', 'ctrl+z']);

type Keyboard = {
  readonly press: (key: Key) => void;
  readonly type: (text: string) => void;
  /**
   * Holds the keys that follow until the work has ended, so that `Gk` in one chunk does what it does key by
   * key. Esc drops them.
   */
  readonly hold: (work: Promise<void>) => void;
  /** Acts once the work has ended, before the keys that follow. A key is not kept again after a late end. */
  readonly keep: (work: Promise<void>, act: () => void) => void;
  readonly drop: () => void;
};

export function createKeyboard(listener: Pick<Keyboard, 'press' | 'type'>): Keyboard {
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

/** A control character is Ctrl with a letter. */
export function keyOfCharacter(character: string): Key {
  const named = keysOfCharacters[character];
  if (named !== undefined) return named;
  const isControl = character < ' ';
  return isControl ? `ctrl+${String.fromCharCode(character.charCodeAt(0) + controlToLetter)}` : character;
}

/** The keys that edit words with Alt, and the arrows that do with Ctrl. */
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

/** What an unbound Alt with one of those letters, or a modified arrow, is taken for. */
export function plainKeys(key: Key): readonly Key[] {
  const [, modifier, base = ''] = /^(alt|ctrl)\+(.+)$/u.exec(key) ?? [];
  if (base in namesOfKeys) return [base];
  return modifier === 'alt' && wordLetters.includes(base) ? ['escape', base] : [];
}

/** `^d`, `↵`, `PgDn` */
export function keyName(key: Key): string {
  const [, modifier, base = ''] = /^(alt|ctrl)\+(.+)$/u.exec(key) ?? [];
  if (modifier === undefined) return namesOfKeys[key] ?? key;
  return `${modifier === 'alt' ? 'Alt-' : '^'}${namesOfKeys[base] ?? base}`;
}

/** The names of the keys; a range of digits or letters is `1–9` or `a–z`. */
export function keyNames(keys: readonly Key[]): readonly string[] {
  const [first = '', ...others] = keys;
  const isRange = others.length > 3 && keys.every(key => /^[\da-z]$/u.test(key));
  return isRange ? [`${first}–${others.at(-1)}`] : keys.map(keyName);
}

export function typedText(key: Key): string | undefined {
  if (key === 'space') return ' ';
  return [...key].length === 1 ? key : undefined;
}
