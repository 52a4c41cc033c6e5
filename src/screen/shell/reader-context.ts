import type { RunStore } from '../../contract/run-store.ts';
import type { Action } from './actions.ts';
import type { State } from './state.ts';

/** Starts the work that a changed state requires. */
export type Reaction = {
  readonly react: (before: State, after: State) => void;
  readonly stop: () => void;
};

export type ReaderContext = {
  readonly store: () => RunStore;
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** Starts work. Reports an expected failure on the status line; any other ends the program. */
  readonly run: (work: () => Promise<void>) => void;
};
