import type { RunStore } from '../../contract/run-store.ts';
import type { Action } from './actions.ts';
import type { State } from './state.ts';

export type ReaderContext = {
  readonly store: () => RunStore;
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** Starts work. Reports an expected failure on the status line; any other ends the program. */
  readonly run: (work: () => Promise<void>) => void;
};
