import { type Key, keyOfCharacter, wordKeys } from '../shell/keyboard.ts';

const namesOfEnds: Readonly<Record<string, Key>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift+tab',
  '1~': 'home',
  '3~': 'delete',
  '4~': 'end',
  '5~': 'pageup',
  '6~': 'pagedown',
  '7~': 'home',
  '8~': 'end',
};

/** CSI or SS3, a number, a modifier and the end: `ESC [ 1 ; 5 C`, `ESC O A`, `ESC [ 5 ~`. */
const sequence = /^\u001B[[O](\d*)(?:;(\d+))?([A-Za-z~])/u;
const unfinished = /\u001B(?:[[O][\d;]*)?$/u;

/** The rest of a sequence would follow sooner; Esc is a key by then. */
const escapeDelayMs = 20;

export function createKeyReader(onKeys: (keys: readonly Key[]) => void): {
  readonly receive: (text: string) => void;
} {
  let held = '';
  let timer: NodeJS.Timeout | undefined;
  const release = (): void => {
    const keys = toKeys(held);
    held = '';
    onKeys(keys);
  };
  return {
    receive: text => {
      clearTimeout(timer);
      const whole = held + withoutLineEnd(text);
      const start = whole.search(unfinished);
      held = start < 0 ? '' : whole.slice(start);
      const keys = toKeys(start < 0 ? whole : whole.slice(0, start));
      if (held !== '') timer = setTimeout(release, escapeDelayMs);
      if (keys.length > 0) onKeys(keys);
    },
  };
}

/** Programs that send whole lines, such as a shell in an editor, add a line feed that is no key. */
function withoutLineEnd(text: string): string {
  return text.length > 1 ? text.replace(/(?<!\r)\n$/u, '') : text;
}

function toKeys(text: string): readonly Key[] {
  const keys: Key[] = [];
  for (let rest = text; rest !== ''; ) {
    const [whole, number = '', modifier, end = ''] = sequence.exec(rest) ?? [];
    if (whole !== undefined) {
      keys.push(...keyOfSequence(end === '~' ? `${number}~` : end, modifier));
      rest = rest.slice(whole.length);
      continue;
    }
    const [first = '', second] = rest;
    const isAlt = first === '\u001B' && second !== undefined && wordKeys.alt.has(keyOfCharacter(second));
    const taken = isAlt ? `${first}${second}` : first;
    keys.push(
      isAlt ? `alt+${keyOfCharacter(second)}` : first === '\u001B' ? 'escape' : keyOfCharacter(first),
    );
    rest = rest.slice(taken.length);
  }
  return keys;
}

function keyOfSequence(end: string, modifier: string | undefined): readonly Key[] {
  const name = namesOfEnds[end];
  if (name === undefined) return [];
  if (modifier === '3' && wordKeys.alt.has(name)) return [`alt+${name}`];
  return [modifier === '5' && wordKeys.ctrl.has(name) ? `ctrl+${name}` : name];
}
