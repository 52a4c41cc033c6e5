import type { RunStore } from '../../contract/run-store.ts';
import type { Command } from '../keys/keymap.ts';
import type { Effects } from './effects.ts';
import type { ReaderContext } from './reader-context.ts';
import type { StoreReader } from './store-reader.ts';
import type { Suggester } from './suggester.ts';

/** What commands work with: the state, the store that is open, and the world outside. */
export type SessionContext = ReaderContext &
  Pick<StoreReader, 'list' | 'detail' | 'refreshAll' | 'reload'> & {
    readonly effects: Effects;
    readonly suggester: Suggester;
    /** Starts work that a user who quits right away still waits for. */
    readonly finish: (work: () => Promise<void>) => void;
    readonly switchStore: (store: RunStore) => void;
    /** Does what a command says, as its key would. */
    readonly perform: (command: Command) => void;
  };
