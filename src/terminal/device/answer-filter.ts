export type TerminalAnswer =
  | { readonly type: 'background'; readonly color: string }
  /** The answer of a terminal that has the Kitty keyboard protocol. */
  | { readonly type: 'keyboard' }
  /** The answer to DA1, after everything that was asked before it. */
  | { readonly type: 'fence' }
  | { readonly type: 'scheme'; readonly scheme: 'dark' | 'light' };

type Options = {
  readonly onKeys: (keys: string) => void;
  readonly onAnswer: (answer: TerminalAnswer) => void;
  /** While an answer is awaited, its first bytes are less likely to be a key. */
  readonly isAwaited: () => boolean;
};

/** OSC 11, the report of mode 2031, the flags of the keyboard, DA1. */
const answers =
  /\u001B\]11;([^\u0007\u001B\u009C]*)(?:\u0007|\u001B\\|\u009C)|\u001B\[\?997;([12])n|\u001B\[\?(\d+)u|\u001B\[\?[\d;]*c/gu;

/** The beginning of an answer, such as `\u001B]11;rgb:ff`. */
const beginning = /\u001B(?:\[(?:\?[\d;]{0,60})?|\](?:1(?:1(?:;[rgba:#/\da-fA-F]{0,40}\u001B?)?)?)?)?$/u;

/**
 * Esc, Alt-[ and Alt-] begin as answers do; the rest of an answer comes sooner. On a slow line, a packet may
 * end there: tmux waits as long while it awaits an answer (its `tty-keys.c`).
 */
const keyDelayMs = 15;
const awaitedKeyDelayMs = 500;
const longestKey = 2;

/** Takes a terminal's answers out of its keys. Half an answer is held until its rest arrives. */
export function createAnswerFilter({ onKeys, onAnswer, isAwaited }: Options) {
  let held = '';
  let timer: NodeJS.Timeout | undefined;
  const release = () => {
    const keys = held;
    held = '';
    onKeys(keys);
  };
  const hold = (text: string) => {
    held = text;
    if (text === '' || text.length > longestKey) return;
    timer = setTimeout(release, isAwaited() ? awaitedKeyDelayMs : keyDelayMs);
  };
  return {
    receive: (text: string): void => {
      // The usual case: no expression has to be compiled for the first key.
      if (held === '' && !text.includes('\u001B')) return onKeys(text);
      clearTimeout(timer);
      const whole = held + text;
      const found = [...whole.matchAll(answers)].map(toAnswer);
      const rest = found.length === 0 ? whole : whole.replace(answers, '');
      const start = rest.includes('\u001B') ? rest.search(beginning) : -1;
      const isBroken = held.length > longestKey && start !== 0 && rest.startsWith(held);
      const keys = rest.slice(isBroken ? held.length : 0, start < 0 ? undefined : start);
      hold(start < 0 ? '' : rest.slice(start));
      if (keys !== '') onKeys(keys);
      for (const answer of found) onAnswer(answer);
    },
  };
}

function toAnswer([, color, scheme, flags]: RegExpMatchArray): TerminalAnswer {
  if (color !== undefined) return { type: 'background', color };
  if (scheme !== undefined) return { type: 'scheme', scheme: scheme === '2' ? 'light' : 'dark' };
  return { type: flags === undefined ? 'fence' : 'keyboard' };
}
