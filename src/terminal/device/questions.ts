import { closeSync, constants, openSync, readSync } from 'node:fs';
import { type Background, hasColors, namedTheme, parseColor, toBackground } from '../../model/background.ts';
import type { Environment } from '../../model/environment.ts';
import { errorCode } from '../../model/errors.ts';

export type TerminalQuestions = {
  /** `undefined` until the terminal has answered. */
  readonly background: () => Background | undefined;
  /** Returns what to write when the terminal is taken: questions, and the subscription to changes. */
  readonly begin: () => string;
  /** Returns what to write before the terminal is given away; `settle` follows. */
  readonly end: () => string;
  /** Waits for an outstanding answer, so that it does not reach whoever reads next. */
  readonly settle: () => void;
  readonly receive: (text: string) => void;
};

type Options = {
  readonly env: Environment;
  readonly onKeys: (keys: string) => void;
  readonly onChanged: (background: Background) => void;
  readonly write: (sequence: string) => void;
};

/** OSC 11 */
const backgroundQuestion = '\u001B]11;?\u001B\\';
/** The flags of the Kitty keyboard protocol, then DA1, which every terminal answers. */
const question = '\u001B[?u\u001B[c';

/**
 * Flag 1 of the Kitty keyboard protocol: Esc, Alt and Ctrl come as whole sequences, so that nothing has to
 * wait. The terminal keeps it on a stack, one for each screen.
 */
const pushKeyboard = '\u001B[>1u';
const popKeyboard = '\u001B[<u';

/** Mode 2031: the terminal reports when its colours change. */
const subscribe = '\u001B[?2031h';
const unsubscribe = '\u001B[?2031l';

/** A terminal that has not answered by then is taken to be silent. */
const longestAnswerMs = 500;
/** On a slow line, an answer may still arrive later. */
const awaitedMs = 5_000;

type Round = { readonly deadline: number; readonly timer: NodeJS.Timeout; color?: Background };

/** Asks for the background at the start and after each reported change, and for the keyboard protocol. */
export function createTerminalQuestions({ env, onKeys, onChanged, write }: Options): TerminalQuestions {
  const none = () => '';
  if (!canAsk(env))
    return { background: () => undefined, begin: none, end: none, settle: none, receive: onKeys };
  const asksBackground = hasColors(env) && namedTheme(env) === undefined;
  let background: Background | undefined;
  let round: Round | undefined;
  let reported: Background | undefined;
  let isSilent = false;
  let isSettling = false;
  let awaitedUntil = 0;
  let isTaken = false;
  let hasKeyboard = false;

  const change = (next: Background | undefined) => {
    if (next === undefined || next === background) return;
    background = next;
    if (!isSettling) onChanged(next);
  };
  /** A reported scheme counts only without an answer about the colour: it may be another program's. */
  const endRound = () => {
    clearTimeout(round?.timer);
    if (round?.color === undefined) change(reported);
    reported = undefined;
    round = undefined;
  };
  const giveUp = () => {
    isSilent = true;
    endRound();
  };
  const ask = (): string => {
    clearTimeout(round?.timer);
    const timer = setTimeout(giveUp, longestAnswerMs).unref();
    awaitedUntil = performance.now() + awaitedMs;
    round = { deadline: performance.now() + longestAnswerMs, timer };
    return (asksBackground ? backgroundQuestion : '') + question;
  };
  const onAnswer = (answer: TerminalAnswer) => {
    if (answer.type === 'fence') {
      isSilent = false;
      awaitedUntil = 0;
      return endRound();
    }
    if (answer.type === 'keyboard') {
      if (isTaken && !hasKeyboard) write(pushKeyboard);
      hasKeyboard ||= isTaken;
      return;
    }
    if (answer.type === 'scheme') {
      reported = answer.scheme;
      if (!isSettling) write(ask());
      return;
    }
    const color = parseColor(answer.color);
    if (color === undefined) return;
    const told = toBackground(color);
    if (round) round.color = told;
    change(told);
  };
  const filter = createAnswerFilter({
    onKeys: keys => !isSettling && onKeys(keys),
    onAnswer,
    isAwaited: () => performance.now() < awaitedUntil,
  });
  return {
    background: () => background,
    begin() {
      isTaken = true;
      const asked = isSilent ? '' : ask();
      return (hasKeyboard ? pushKeyboard : '') + asked + (asksBackground ? subscribe : '');
    },
    end() {
      isTaken = false;
      return (hasKeyboard ? popKeyboard : '') + (asksBackground ? unsubscribe : '');
    },
    settle: () => {
      isSettling = true;
      if (round) readAnswers({ ...round, isDone: () => round === undefined, receive: filter.receive });
      if (round) giveUp();
      isSettling = false;
    },
    receive: filter.receive,
  };
}

/** The Linux console prints unknown sequences; GNU screen repeats the question for any window shown. */
function canAsk({ TERM: term = '', STY, TMUX }: Environment): boolean {
  if (['', 'dumb', 'linux'].includes(term) || STY) return false;
  return !term.startsWith('screen') || Boolean(TMUX);
}

export type TerminalAnswer =
  | { readonly type: 'background'; readonly color: string }
  /** The answer of a terminal that has the Kitty keyboard protocol. */
  | { readonly type: 'keyboard' }
  /** The answer to DA1, after everything that was asked before it. */
  | { readonly type: 'fence' }
  | { readonly type: 'scheme'; readonly scheme: 'dark' | 'light' };

type FilterOptions = {
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
export function createAnswerFilter({ onKeys, onAnswer, isAwaited }: FilterOptions) {
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

const pauseMs = 2;

type Reading = {
  readonly isDone: () => boolean;
  /** By `performance.now()`. */
  readonly deadline: number;
  readonly receive: (text: string) => void;
};

/** Reads synchronously what the terminal sends, even at exit. */
function readAnswers({ isDone, deadline, receive }: Reading): void {
  let file: number | undefined;
  try {
    file = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const bytes = Buffer.alloc(1_024);
    while (!isDone() && performance.now() < deadline) {
      const length = readSome(file, bytes);
      if (length === 0) return;
      if (length === undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
      else receive(bytes.toString('latin1', 0, length));
    }
  } catch {
    // A terminal that is gone answers nothing.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Returns `undefined` when there is nothing to read yet. */
function readSome(file: number, bytes: Buffer): number | undefined {
  try {
    return readSync(file, bytes);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return undefined;
    throw error;
  }
}
