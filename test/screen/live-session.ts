import { yieldToEventLoop } from '../../src/async/yield-to-event-loop.ts';
import { reduce } from '../../src/screen/reduce.ts';
import type { Key } from '../../src/screen/shell/keyboard.ts';
import type { Session } from '../../src/screen/shell/session.ts';
import type { Action, State } from '../../src/screen/shell/state.ts';
import { still } from './still-session.ts';

export type LiveSession = Session & {
  readonly dispatch: (action: Action) => void;
  /** The keys and the pasted texts it was given. */
  readonly pressed: readonly Key[];
  readonly typed: readonly string[];
};

/** A session without a store: its state changes by actions only, and it writes down its keys. */
export function live(initial: State): LiveSession {
  let state = initial;
  const listeners = new Set<() => void>();
  const pressed: Key[] = [];
  const typed: string[] = [];
  return {
    ...still(initial),
    pressed,
    typed,
    getState: () => state,
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch: action => {
      state = reduce(state, action);
      for (const listener of listeners) listener();
    },
    press: key => pressed.push(key),
    type: text => typed.push(text),
  };
}

/** After React's rendering and the painting that follows it. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await yieldToEventLoop();
}
