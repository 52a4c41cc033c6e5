import { withTimeout } from '../../async/with-timeout.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Key } from '../keys/key.ts';
import type { Command } from '../keys/keymap.ts';
import { performCommand } from '../keys/perform-command.ts';
import { pressKey, typeText } from '../keys/press-key.ts';
import type { Effects } from './effects.ts';
import { createReactions } from './reactions.ts';
import type { SessionContext } from './session-context.ts';
import type { State } from './state.ts';
import { createStateCell, type StateCell } from './state-cell.ts';
import { createStoreReader } from './store-reader.ts';
import { createSuggester } from './suggester.ts';

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
  const cell = createStateCell(start.state);
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
  const reading = createStoreReader(deps);

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
  const perform = (command: Command): void => performCommand(context, command);
  const context: SessionContext = { ...deps, ...reading, suggester, effects, finish, switchStore, perform };
  const reactions = createReactions(context, reading.refreshAll);
  cell.react = reactions.react;
  let ticking: NodeJS.Timeout | undefined;

  return {
    getState: cell.get,
    subscribe: cell.subscribe,
    press: key => pressKey(context, key),
    type: text => typeText(context, text),
    resize: size => cell.dispatch({ type: 'resized', size }),
    start: () => {
      reading.begin(start.namedRun);
      const problem = effects.memory.problem();
      if (problem !== undefined)
        cell.dispatch({ type: 'noticed', text: unreadMemory(problem), tone: 'error' });
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

function unreadMemory(problem: string): string {
  return `saved views and filters are not available: ${problem}; the file is left as it is`;
}

/** A store that does not get round to closing is left to end with the program. */
async function closeSoon(store: RunStore): Promise<void> {
  await withTimeout(store.close(), longestCloseMs);
}

function tick(cell: StateCell, now: number): void {
  cell.dispatch({ type: 'clock-ticked', now });
  const { notice } = cell.get();
  if (notice && now - notice.at > noticeMs) cell.dispatch({ type: 'notice-expired' });
}
