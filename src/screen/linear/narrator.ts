import { safeLine } from '../../model/text/safe-text.ts';
import type { TypedLine } from '../dialogs/define-dialog.ts';
import type { TextLine } from '../dialogs/text-line.ts';
import type { Key } from '../shell/keyboard.ts';
import { findByKey, keyPlace } from '../shell/keymap.ts';
import type { Session } from '../shell/session.ts';
import type { State } from '../shell/state.ts';
import { endKey, keysHere, typedLine } from './dialog-reading.ts';
import { createKeyReader } from './key-reader.ts';
import { awaitedIn, type Cause, newsOf, nothingTold } from './news.ts';

type Device = {
  readonly input: Pick<NodeJS.ReadableStream, 'on' | 'off'>;
  readonly write: (text: string) => void;
  /** Ctrl-D where no text is typed. */
  readonly onEnd: () => void;
};

type Narrator = {
  /** Says a text from outside the session, once nothing is being typed. */
  readonly say: (text: string) => void;
  readonly stop: () => void;
};

/** `isLate` where the answer has been awaited long enough. */
type Asked = Cause & { readonly isLate?: boolean };

/** Events are said after a pause this long, or after `longestMs` without one. */
const quietMs = 400;
const longestMs = 3_000;
const messageMs = 30;
/** A read that takes longer is announced. */
const patienceMs = 2_000;
/** How long facts that belong to a read are awaited. */
const momentMs = 400;
/** Said once, in words: a screen reader may skip the sign. */
const firstKeys = 'Question mark lists the keys that work here. Control-D quits.';

/**
 * Says what each key changed, and what else happens once that has come to rest, a sentence a line. Nothing is
 * said between the characters of a text.
 */
export function narrate(session: Session, { input, write, onEnd }: Device): Narrator {
  const { getState } = session;
  const voice = createVoice(write);
  const clock = createClock({
    onEvents: () => flush({ isKey: false }),
    onLate: () => (awaited?.isLate ? flush(awaited) : voice.say(['Reading...'])),
  });
  let told = nothingTold;
  /** `due` is answered in the next turn, `awaited` once what it needs was read. */
  let due: Asked | undefined;
  let awaited: Asked | undefined;
  let extras: readonly string[] = [];
  let ending: readonly string[] = [firstKeys];

  const flush = (cause: Asked): void => {
    const state = getState();
    const line = typedLine(state);
    const isSameLine = line !== undefined && voice.isTyping(line, state.opened);
    if (isSameLine && !cause.isKey) return;
    clock.stop();
    const wait = cause.isKey && !line && !cause.isLate ? awaitedIn(state, told) : undefined;
    awaited = wait && { ...cause, isLate: wait === 'a-moment' };
    if (wait) return clock.wait(wait === 'a-moment' ? momentMs : patienceMs);
    const isEdit = isSameLine && voice.isEdited(line);
    const news = newsOf(state, told, { ...cause, isEdit });
    told = news.told;
    const lines = isEdit ? news.lines : [...extras, ...news.lines, ...ending];
    if (!isEdit) [extras, ending] = [[], []];
    voice.say(lines);
    if (line) voice.type(line, state.opened);
    else voice.endLine();
  };

  const flushSoon = (cause: Asked): void => {
    if (!due) setImmediate(answer);
    due = cause;
  };
  const answer = (): void => {
    const cause = due;
    due = undefined;
    if (cause && !clock.isOver()) flush(cause);
  };

  const stopListening = session.subscribe(() => {
    if (due) return;
    const state = getState();
    if (!awaited) return clock.plan(state.notice && state.notice !== told.notice ? messageMs : quietMs);
    if (!awaitedIn(state, told)) flushSoon({ ...awaited, isLate: false });
  });

  const press = (keys: readonly Key[]): void => {
    let cause: Cause = { isKey: true };
    for (const key of keys) {
      const state = getState();
      const isText = typedLine(state) !== undefined;
      if (key === endKey && !isText) return onEnd();
      if (key === '?' && !isText) extras = keysHere(state);
      else {
        cause = causeOf(key, state, keys.length === 1);
        session.press(key);
      }
    }
    flushSoon(cause);
  };

  const keyReader = createKeyReader(press);
  const receive = (chunk: Uint8Array | string): void => keyReader.receive(String(chunk));
  input.on('data', receive);
  flushSoon({ isKey: true });
  return {
    say: text => {
      extras = [...extras, ...text.trimEnd().split('\n')];
      clock.plan(messageMs);
    },
    stop: () => {
      clock.end();
      stopListening();
      input.off('data', receive);
      voice.endLine();
    },
  };
}

function causeOf(key: Key, state: State, isAlone: boolean): Cause {
  const command = state.overlay.type === 'none' ? findByKey(keyPlace(state), key) : undefined;
  const isMove =
    /^(?:move|page|half)-/u.test(command?.id ?? '') || (!command && ['j', 'k', 'up', 'down'].includes(key));
  return { isKey: true, isMove, isPage: isAlone && command?.id === 'page-down' };
}

function createClock({ onEvents, onLate }: Readonly<Record<'onEvents' | 'onLate', () => void>>) {
  let quiet: NodeJS.Timeout | undefined;
  let longest: NodeJS.Timeout | undefined;
  let patience: NodeJS.Timeout | undefined;
  let isOver = false;
  const stop = (): void => {
    for (const timer of [quiet, longest, patience]) clearTimeout(timer);
    longest = undefined;
  };
  return {
    stop,
    /** Says events after `ms` without another, or when they go on for too long. */
    plan: (ms: number): void => {
      if (isOver) return;
      clearTimeout(quiet);
      quiet = setTimeout(onEvents, ms);
      longest ??= setTimeout(onEvents, longestMs);
    },
    wait: (ms: number): void => {
      patience = setTimeout(onLate, ms);
    },
    end: (): void => {
      stop();
      isOver = true;
    },
    isOver: () => isOver,
  };
}

function createVoice(write: (text: string) => void) {
  let typed: (TypedLine & { readonly opened: State['opened'] }) | undefined;
  const endLine = (): void => {
    if (typed) write('\n');
    typed = undefined;
  };
  const isTyping = ({ name }: TypedLine, opened: State['opened']): boolean =>
    typed?.name === name && typed.opened === opened;
  return {
    endLine,
    isTyping,
    isEdited: ({ line }: TypedLine) => typed?.line.text !== line.text || typed.line.caret !== line.caret,
    say: (lines: readonly string[]) => {
      if (lines.length === 0) return;
      endLine();
      write(`${lines.join('\n')}\n`);
    },
    /** Continues the line if text was added at its end, else begins it again. */
    type: (line: TypedLine, opened: State['opened']) => {
      const added = typed && isTyping(line, opened) ? addedText(typed.line, line.line) : undefined;
      if (added === undefined) endLine();
      write(added ?? promptText(line));
      typed = { ...line, opened };
    },
  };
}

/** Returns `undefined` after any other edit than typing at the end. */
function addedText(before: TextLine, after: TextLine): string | undefined {
  const isSame = before.text === after.text && before.caret === after.caret;
  const isAtEnd = before.caret === before.text.length && after.caret === after.text.length;
  if (!isSame && (!isAtEnd || !after.text.startsWith(before.text))) return undefined;
  return safeLine(after.text.slice(before.text.length), { reveal: true });
}

/** `Filter: status:failed`, followed by the text after the caret where there is some. */
function promptText({ name, line: { text, caret } }: TypedLine): string {
  const after = safeLine(text.slice(caret), { reveal: true });
  const before = safeLine(text.slice(0, caret), { reveal: true });
  return after === '' ? `${name}: ${before}` : `${name}: ${before}${after}. The caret is before ${after}`;
}
