import { withTimeout } from '../../async/with-timeout.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { DetailLoader } from '../detail/detail-loader.ts';
import type { Key } from '../keys/keymap.ts';
import { pressKey, typeText } from '../keys/press-key.ts';
import type { ListLoader } from '../list/list-loader.ts';
import type { Action } from './actions.ts';
import type { Effects } from './effects.ts';
import { createReactions } from './reactions.ts';
import type { State } from './state.ts';
import { type Cell, createCell } from './state-cell.ts';
import { createReading } from './store-reader.ts';
import { createSuggester, type Suggester } from './suggester.ts';

/** What the user is looking at, and the I/O that feeds it. */
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
  readonly suggester: Suggester;
  /**
   * Runs work; an expected failure is told in a line, any other is a bug and ends the program with its stack.
   */
  readonly run: (work: () => Promise<void>) => void;
  /** The same for work that must not be lost when the user quits right away. */
  readonly finish: (work: () => Promise<void>) => void;
  readonly refreshAll: () => Promise<void>;
  /** Asks for everything anew, and says so once it is there. */
  readonly reload: () => Promise<void>;
  readonly switchStore: (store: RunStore) => void;
};

type Start = {
  readonly store: RunStore;
  readonly state: State;
  readonly effects: Effects;
  readonly onBug: (error: unknown) => void;
  /** The address of a run to open as soon as the store brings it. */
  readonly namedRun?: string;
};

const noticeMs = 6000;
const tickMs = 1000;
const longestFinishMs = 3000;
const longestCloseMs = 1000;

export function createSession(start: Start): Session {
  const { effects } = start;
  const cell = createCell(start.state);
  const source = { store: start.store };
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
  const reading = createReading(deps);

  const unfinished = new Set<Promise<void>>();
  const finish = (work: () => Promise<void>): void =>
    run(() => {
      const working = work().finally(() => unfinished.delete(working));
      unfinished.add(working);
      return working;
    });

  const settled = () => withTimeout(Promise.allSettled(unfinished), longestFinishMs);

  const switchStore = (next: RunStore): void => {
    const previous = source.store;
    reading.stop();
    source.store = next;
    cell.dispatch({ type: 'target-changed', target: next.target, can: next.can });
    reading.begin();
    // A cancel that is on its way to it is not cut off.
    run(() => settled().then(() => closeSoon(previous)));
  };

  const suggester = createSuggester(deps.store);
  const desk: Desk = { ...deps, ...reading, suggester, effects, finish, switchStore };
  const reactions = createReactions(desk, reading.refreshAll);
  cell.react = reactions.react;
  let ticking: NodeJS.Timeout | undefined;

  return {
    getState: cell.get,
    subscribe: cell.subscribe,
    press: key => pressKey(desk, key),
    type: text => typeText(desk, text),
    resize: size => cell.dispatch({ type: 'resized', size }),
    start: () => {
      reading.begin(start.namedRun);
      ticking = setInterval(() => tick(cell, effects.now()), tickMs);
    },
    close: async () => {
      clearInterval(ticking);
      reactions.stop();
      suggester.stop();
      await settled();
      reading.stop();
      await closeSoon(source.store);
    },
  };
}

/** A store that does not get round to closing is left to end with the program. */
async function closeSoon(store: RunStore): Promise<void> {
  await withTimeout(store.close(), longestCloseMs);
}

function tick(cell: Cell, now: number): void {
  cell.dispatch({ type: 'clock-ticked', now });
  const { notice } = cell.get();
  if (notice && now - notice.at > noticeMs) cell.dispatch({ type: 'notice-expired' });
}
