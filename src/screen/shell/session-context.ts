import type { RunStore } from '../../contract/run-store.ts';
import type { Suggester } from '../filter/suggester.ts';
import type { Key } from '../keys/key.ts';
import type { Command } from '../keys/keymap.ts';
import type { FirstRows } from '../table/first-rows.ts';
import type { Effects } from './effects.ts';
import type { LongTask } from './long-task.ts';
import type { ReaderContext } from './reader-context.ts';
import type { StoreReader } from './store-reader.ts';

export type SessionContext = ReaderContext &
  Pick<StoreReader, 'list' | 'detail' | 'groups' | 'refreshAll' | 'reload'> & {
    readonly effects: Effects;
    readonly suggester: Suggester;
    /** Starts work that delays quitting until it has ended. */
    readonly finish: (work: () => Promise<void>) => void;
    readonly switchStore: (store: RunStore) => void;
    readonly task: LongTask;
    /** The command of the user's own that is running: other work does not stop it. */
    readonly ownTask: LongTask;
    readonly firstRows: FirstRows;
    /** Starts work as `run` does; the keys that follow wait a moment for its end. */
    readonly hold: (work: () => Promise<void>) => void;
    /** The same for work that reads the store; no key waits for a round trip. */
    readonly holdForRead: (work: () => Promise<void>) => void;
    /** Ends a jump that led nowhere, with the keys that wait for it. */
    readonly endJump: () => void;
    /** `key` is the key that was pressed for the command. */
    readonly perform: (command: Command, key?: Key) => void;
  };

export type Perform = (context: SessionContext, key?: Key) => void;
