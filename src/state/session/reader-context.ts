import type { RunStore } from '../../contract/run-store.ts';
import type { Action } from './actions.ts';
import type { State } from './state.ts';

/** What everything works with that reads the store. */
export type ReaderContext = {
  /** The store that is open now. */
  readonly store: () => RunStore;
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
  /** Epoch ms. */
  readonly now: () => number;
  /**
   * Starts work. An expected failure is shown on the status line; any other is a bug and ends the program
   * with its stack.
   */
  readonly run: (work: () => Promise<void>) => void;
};
