import { InspectorError } from '../model/errors.ts';
import type { RunStore } from '../stores/store.ts';
import type { Action } from './actions.ts';
import { followCancels } from './canceler.ts';
import { createDetailLoader, type DetailLoader } from './detail-loader.ts';
import type { Effects } from './effects.ts';
import type { Key } from './keymap.ts';
import { createListLoader, type ListLoader } from './list-loader.ts';
import { followChanges } from './live.ts';
import { pressKey, typeText } from './press.ts';
import { createReactions } from './reactions.ts';
import { reduce } from './reduce.ts';
import type { State } from './state.ts';

/** The one mutable value of the program, and the I/O that feeds it. */
export type Session = {
  readonly getState: () => State;
  readonly subscribe: (listener: () => void) => () => void;
  /** A key was pressed; see `Key` for the names. */
  readonly press: (key: Key) => void;
  /** Text was pasted, or typed in one piece. */
  readonly type: (text: string) => void;
  readonly resize: (size: State['size']) => void;
  readonly start: () => void;
  readonly close: () => Promise<void>;
};

/** What the keys' effects may use. */
export type Desk = {
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
  readonly effects: Effects;
  readonly list: ListLoader;
  readonly detail: DetailLoader;
  readonly store: () => RunStore;
  /** Runs work; an expected failure is told in a line, any other is a bug and ends the program with its stack. */
  readonly run: (work: () => Promise<void>) => void;
  /** The same for work that must not be lost when the user quits right away. */
  readonly finish: (work: () => Promise<void>) => void;
  readonly refreshAll: () => Promise<void>;
  readonly switchStore: (store: RunStore) => void;
};

type Start = {
  readonly store: RunStore;
  readonly state: State;
  readonly effects: Effects;
  readonly onBug: (error: unknown) => void;
};

const noticeMs = 6000;
const tickMs = 1000;
const longestFinishMs = 3000;

export function createSession(start: Start): Session {
  const { effects } = start;
  const cell = createCell(start.state);
  const source = { store: start.store, following: new AbortController() };
  const run = (work: () => Promise<void>): void => {
    work().catch(error => {
      if (!(error instanceof InspectorError)) return start.onBug(error);
      const text = [error.message, error.hint].filter(Boolean).join(': ');
      cell.dispatch({ type: 'noticed', text, tone: 'error' });
    });
  };
  const deps = {
    store: () => source.store,
    getState: cell.get,
    dispatch: cell.dispatch,
    now: effects.now,
    run,
  };
  const list = createListLoader(deps);
  const detail = createDetailLoader(deps);

  const refreshAll = async (): Promise<void> => {
    await Promise.all([list.refresh(), loadCounts(deps), detail.refresh(), followCancels(deps)]);
  };

  const begin = (): void => {
    source.following = new AbortController();
    run(() => list.load());
    run(() => detail.load());
    run(() => loadCounts(deps));
    run(() =>
      followChanges(source.store, source.following.signal, {
        now: effects.now,
        onChanged: async () => {
          if (!cell.get().isPaused) await refreshAll();
        },
        onError: error => cell.dispatch({ type: 'load-failed', error, retryAt: effects.now() + tickMs }),
      }),
    );
  };

  const stopReading = (): void => {
    source.following.abort();
    list.stop();
    detail.stop();
  };

  const switchStore = (next: RunStore): void => {
    const previous = source.store;
    stopReading();
    source.store = next;
    cell.dispatch({ type: 'target-changed', target: next.target, can: next.can });
    begin();
    run(() => previous.close());
  };

  const unfinished = new Set<Promise<void>>();
  const finish = (work: () => Promise<void>): void =>
    run(() => {
      const working = work().finally(() => unfinished.delete(working));
      unfinished.add(working);
      return working;
    });

  const desk: Desk = { ...deps, effects, list, detail, finish, refreshAll, switchStore };
  const reactions = createReactions(desk, refreshAll);
  cell.react = reactions.react;
  let ticking: NodeJS.Timeout | undefined;

  return {
    getState: cell.get,
    subscribe: cell.subscribe,
    press: key => pressKey(desk, key),
    type: text => typeText(desk, text),
    resize: size => cell.dispatch({ type: 'resized', size }),
    start: () => {
      begin();
      ticking = setInterval(() => tick(cell, effects.now()), tickMs);
    },
    close: async () => {
      clearInterval(ticking);
      reactions.stop();
      await Promise.race([Promise.allSettled(unfinished), pause(longestFinishMs)]);
      stopReading();
      await source.store.close();
    },
  };
}

type Cell = {
  readonly get: () => State;
  readonly dispatch: (action: Action) => void;
  readonly subscribe: (listener: () => void) => () => void;
  react: (before: State, after: State) => void;
};

function createCell(initial: State): Cell {
  let state = initial;
  const listeners = new Set<() => void>();
  const cell: Cell = {
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
    react: () => {},
  };
  return cell;
}

async function loadCounts(deps: {
  readonly store: () => RunStore;
  readonly dispatch: Cell['dispatch'];
}): Promise<void> {
  try {
    deps.dispatch({ type: 'counts-loaded', counts: await deps.store().counts() });
  } catch {
    // What is wrong with the store is told by the list's own question.
  }
}

function tick(cell: Cell, now: number): void {
  cell.dispatch({ type: 'clock-ticked', now });
  const { notice } = cell.get();
  if (notice && now - notice.at > noticeMs) cell.dispatch({ type: 'notice-expired' });
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms).unref();
  });
}
