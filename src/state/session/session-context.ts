import type { RunStore } from '../../contract/run-store.ts';
import type { Key } from '../keys/key.ts';
import type { Command } from '../keys/keymap.ts';
import type { Effects } from './effects.ts';
import type { ReaderContext } from './reader-context.ts';
import type { StoreReader } from './store-reader.ts';
import type { Suggester } from './suggester.ts';

export type SessionContext = ReaderContext &
  Pick<StoreReader, 'list' | 'detail' | 'refreshAll' | 'reload'> & {
    readonly effects: Effects;
    readonly suggester: Suggester;
    /** Starts work that delays quitting until it has ended. */
    readonly finish: (work: () => Promise<void>) => void;
    readonly switchStore: (store: RunStore) => void;
    /** `key` is the key that was pressed for the command. */
    readonly perform: (command: Command, key?: Key) => void;
  };

export type Perform = (context: SessionContext, key?: Key) => void;
