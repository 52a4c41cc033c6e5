import type { Action } from './actions.ts';
import type { Key } from './key.ts';
import type { Reaction, ReaderContext } from './reader-context.ts';
import type { SessionContext, StoreReader } from './session-context.ts';
import type { State } from './state.ts';

/** All features together, as the session needs them: the shell knows none of them. */
export type Features = {
  readonly reduce: (state: State, action: Action) => State;
  readonly createReader: (context: ReaderContext) => StoreReader;
  readonly createReactions: (context: SessionContext) => readonly Reaction[];
  readonly perform: (context: SessionContext, command: string, key?: Key) => void;
  readonly createKeyPress: (context: SessionContext) => (key: Key) => void;
  readonly takePaste: (context: SessionContext, text: string) => void;
};
