import type { RunStore } from '../../contract/run-store.ts';
import type { DetailLoader } from '../detail/detail-loader.ts';
import type { Command } from '../keys/keymap.ts';
import type { ListLoader } from '../list/list-loader.ts';
import type { Action } from './actions.ts';
import type { Effects } from './effects.ts';
import type { State } from './state.ts';
import type { Suggester } from './suggester.ts';

/** What commands work with: the state, the store that is open, and the world outside. */
export type SessionContext = {
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
  readonly effects: Effects;
  readonly list: ListLoader;
  readonly detail: DetailLoader;
  readonly store: () => RunStore;
  readonly suggester: Suggester;
  /**
   * Starts work. An expected failure is shown on the status line; any other is a bug and ends the program
   * with its stack.
   */
  readonly run: (work: () => Promise<void>) => void;
  /** The same for work that a user who quits right away still waits for. */
  readonly finish: (work: () => Promise<void>) => void;
  readonly refreshAll: () => Promise<void>;
  /** Reads everything again and says so once it is there. */
  readonly reload: () => Promise<void>;
  readonly switchStore: (store: RunStore) => void;
  /** Does what a command says, as its key would. */
  readonly perform: (command: Command) => void;
};
