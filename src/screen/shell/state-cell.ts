import type { Action } from './actions.ts';
import type { State } from './state.ts';

/** The one mutable value of the program. */
export type StateCell = {
  readonly get: () => State;
  readonly dispatch: (action: Action) => void;
  readonly subscribe: (listener: () => void) => () => void;
  react: (before: State, after: State) => void;
};

export function createStateCell(initial: State, reduce: (state: State, action: Action) => State): StateCell {
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
    react: () => {},
  };
  return cell;
}
