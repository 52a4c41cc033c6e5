import { withTimeout } from '../../async/deadline.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { countOf } from '../../model/text/formats.ts';
import type { Effects } from './effects.ts';
import { createLongTask, createSuggester } from './jobs.ts';
import { createKeyboard, type Key } from './keyboard.ts';
import { recall } from './remembered.ts';
import type { Action, Reaction, ReaderContext, SessionContext, State, StoreReader } from './state.ts';
import { errorText } from './status-lines.ts';

export type Session = {
  readonly getState: () => State;
  readonly subscribe: (listener: () => void) => () => void;
  readonly press: (key: Key) => void;
  readonly type: (text: string) => void;
  readonly resize: (size: State['size']) => void;
  readonly start: () => void;
  /** Waits for acts under way; with `isAtOnce`, only for their requests to be sent. */
  readonly close: (isAtOnce?: boolean) => Promise<void>;
};

export type SessionStart = {
  readonly store: RunStore;
  readonly state: State;
  readonly effects: Effects;
  readonly onBug: (error: unknown) => void;
  readonly namedRun?: string;
};

export function createSession(
  { store, state, effects, onBug, namedRun }: SessionStart,
  features: Features,
): Session {
  const cell = createStateCell(state, features.reduce);
  const { dispatch } = cell;
  const source = { store };
  const settled = (work: () => Promise<void>): Promise<void> =>
    work().catch(error => {
      if (!(error instanceof InspectorError)) return onBug(error);
      dispatch({ type: 'noticed', text: errorText(error), tone: 'error' });
    });
  const run = (work: () => Promise<void>): void => void settled(work);
  const base = { store: () => source.store, getState: cell.get, dispatch, now: effects.now, run };
  const reader = features.createReader(base);
  const unfinished = createUnfinishedWork();
  const suggester = createSuggester(base);
  const task = createLongTask(dispatch);
  const ownTask = createLongTask(dispatch);
  const keyboard = createKeyboard({
    press: key => pressKey(key),
    type: text => features.takePaste(context, text),
  });

  const switchStore = (next: RunStore): void => {
    const previous = source.store;
    const { size: marks } = cell.get().list.marks;
    reader.stop();
    task.stop();
    source.store = next;
    effects.memory.refresh();
    const remembered = recall(effects.memory, next.target);
    dispatch({ type: 'target-changed', target: next.target, can: next.can, remembered });
    if (marks > 0) context.say(`${countOf(marks, 'mark')} cleared: the runs are in ${previous.target.name}`);
    reader.begin();
    // A cancel in flight to the previous store is not cut off.
    run(() => unfinished.ended().then(() => closeSoon(previous)));
  };

  const context: SessionContext = {
    ...base,
    ...reader,
    effects,
    say: (text, tone = 'info') => dispatch({ type: 'noticed', text, tone }),
    suggester,
    switchStore,
    task,
    ownTask,
    hold: work => keyboard.hold(settled(work)),
    holdForRead: work => (source.store.target.isRemote ? run(work) : context.hold(work)),
    keepUntil: (isSo, act) => keyboard.keep(cell.until(isSo), act),
    endJump: () => {
      keyboard.drop();
      task.stop('jump');
    },
    finish: work => run(() => unfinished.add(work())),
  };
  const pressKey = features.createKeyPress(context);
  const reactions = features.createReactions(context);
  cell.react = (before, after) => {
    for (const { react } of reactions) react(before, after);
  };
  let ticking: NodeJS.Timeout | undefined;

  return {
    getState: cell.get,
    subscribe: cell.subscribe,
    press: keyboard.press,
    type: keyboard.type,
    resize: size => dispatch({ type: 'resized', size }),
    start: () => {
      reader.begin(namedRun);
      reportUnreadMemory(context);
      ticking = setInterval(() => tick(context), tickMs);
    },
    close: async (isAtOnce = false) => {
      clearInterval(ticking);
      cell.react = () => {};
      for (const reaction of reactions) reaction.stop();
      suggester.stop();
      task.stop();
      ownTask.stop();
      await unfinished.ended(isAtOnce ? shortestCloseMs : undefined);
      reader.stop();
      await closeSoon(source.store, isAtOnce ? shortestCloseMs : longestCloseMs);
    },
  };
}

function reportUnreadMemory({ effects, say }: SessionContext): void {
  const problem = effects.memory.problem();
  if (problem !== undefined) say(`saved views and filters are not available: ${problem}`, 'error');
}

const longestCloseMs = 1000;
/** A request that was sent arrives within this time. */
const shortestCloseMs = 150;

async function closeSoon(store: RunStore, ms = longestCloseMs): Promise<void> {
  await withTimeout(store.close(), ms);
}

const tickMs = 1000;
const noticeMs = 6000;

function tick({ getState, dispatch, now }: SessionContext): void {
  dispatch({ type: 'clock-ticked', now: now() });
  const { notice } = getState();
  if (notice && now() - notice.at > noticeMs) dispatch({ type: 'notice-expired' });
}

const longestWaitMs = 3000;

/** Work that must not be cut off when the user quits or switches stores. */
function createUnfinishedWork() {
  const unfinished = new Set<Promise<void>>();
  return {
    add: (work: Promise<void>): Promise<void> => {
      const working = work.finally(() => unfinished.delete(working));
      unfinished.add(working);
      return working;
    },
    ended: async (longestMs = longestWaitMs): Promise<void> => {
      await withTimeout(Promise.allSettled(unfinished), longestMs);
    },
  };
}

type Features = {
  readonly reduce: (state: State, action: Action) => State;
  readonly createReader: (context: ReaderContext) => StoreReader;
  readonly createReactions: (context: SessionContext) => readonly Reaction[];
  readonly createKeyPress: (context: SessionContext) => (key: Key) => void;
  readonly takePaste: (context: SessionContext, text: string) => void;
};

type StateCell = {
  readonly get: () => State;
  readonly dispatch: (action: Action) => void;
  readonly subscribe: (listener: () => void) => () => void;
  readonly until: (isSo: (state: State) => boolean) => Promise<void>;
  react: (before: State, after: State) => void;
};

function createStateCell(initial: State, reduce: (state: State, action: Action) => State): StateCell {
  let state = initial;
  const listeners = new Set<() => void>();
  const cell: StateCell = {
    get: () => state,
    dispatch: action => {
      const before = state;
      state = reduce(state, action);
      if (state === before) return;
      const after = state;
      for (const listener of listeners) listener();
      cell.react(before, after);
    },
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    until: isSo =>
      new Promise(resolve => {
        const stop = cell.subscribe(() => {
          if (!isSo(state)) return;
          stop();
          resolve();
        });
      }),
    react: () => {},
  };
  return cell;
}
