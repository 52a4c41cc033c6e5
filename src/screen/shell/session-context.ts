import type { RunStore } from '../../contract/run-store.ts';
import type { Effects } from './effects.ts';
import type { LongTask, Suggester } from './jobs.ts';
import type { Key } from './keyboard.ts';
import type { ReaderContext, State } from './state.ts';

/** What reads the open store. Features add what they read. */
export interface StoreReader {
  readonly refreshAll: () => Promise<void>;
  /** Reads everything again and then reports that. */
  readonly reload: () => Promise<void>;
  /** Reads the open store and follows its changes until `stop`. */
  readonly begin: (namedRun?: string) => void;
  readonly stop: () => void;
}

/** What a command and a reaction have to do with. Features add to it. */
export interface SessionContext extends ReaderContext, Omit<StoreReader, 'begin' | 'stop'> {
  readonly effects: Effects;
  readonly suggester: Suggester;
  /** Starts work that delays quitting until it has ended. */
  readonly finish: (work: () => Promise<void>) => void;
  readonly switchStore: (store: RunStore) => void;
  readonly task: LongTask;
  /** The command of the user's own that is running: other work does not stop it. */
  readonly ownTask: LongTask;
  /** Starts work as `run` does; the keys that follow wait a moment for its end. */
  readonly hold: (work: () => Promise<void>) => void;
  /** The same for work that reads the store; no key waits for a round trip. */
  readonly holdForRead: (work: () => Promise<void>) => void;
  /** Does what a key is for once the state is so, which is soon; the keys that follow wait for it. */
  readonly keepUntil: (isSo: (state: State) => boolean, act: () => void) => void;
  /** Ends a jump that led nowhere, with the keys that wait for it. */
  readonly endJump: () => void;
}

export type Perform = (context: SessionContext, key?: Key) => void;
