import { closeSync, constants, openSync, readSync } from 'node:fs';
import { type Background, hasColors, namedTheme } from '../../model/background.ts';
import type { Environment } from '../../model/environment.ts';
import { errorCode } from '../../model/errors.ts';
import { createAnswerFilter, type TerminalAnswer } from './answer-filter.ts';

export type BackgroundWatch = {
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
export function createBackgroundWatch({ env, onKeys, onChanged, write }: Options): BackgroundWatch {
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

/** Red, green and blue from 0 to 1. */
type Color = readonly [red: number, green: number, blue: number];

const componentColor = /^rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/[\da-f]{1,4})?$/iu;
const hashColor = /^#(?:[\da-f]{3}|[\da-f]{6}|[\da-f]{9}|[\da-f]{12})$/iu;

/** A colour as X11's XParseColor takes it: `rgb:ffff/ffff/ffff`, `rgba:…`, `#ffffff`. */
export function parseColor(text: string): Color | undefined {
  const components = componentColor.exec(text)?.slice(1, 4);
  if (components !== undefined) return toColor(components);
  if (!hashColor.test(text)) return undefined;
  const length = (text.length - 1) / 3;
  return toColor([0, 1, 2].map(part => text.slice(1 + part * length, 1 + (part + 1) * length)));
}

function toColor([red = '', green = '', blue = '']: readonly string[]): Color {
  const share = (digits: string) => Number.parseInt(digits, 16) / (16 ** digits.length - 1);
  return [share(red), share(green), share(blue)];
}

/** The luminance at which black and white text have the same contrast (WCAG 2). */
const middle = 0.179;

export function toBackground(color: Color): Background {
  return luminance(color) > middle ? 'light' : 'dark';
}

/** The relative luminance of WCAG 2, from 0 (black) to 1 (white). */
function luminance([red, green, blue]: Color): number {
  const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
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
