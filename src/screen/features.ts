import { createReactions } from './create-reactions.ts';
import { performCommand } from './keys/perform-command.ts';
import { createKeyPress } from './keys/split-alt.ts';
import { takePaste } from './keys/take-paste.ts';
import { reduce } from './reduce.ts';
import { createSession, type Session, type SessionStart } from './shell/session.ts';
import { createStoreReader } from './store-reader.ts';

/** A session of all the features of the screen. */
export function createScreenSession(start: SessionStart): Session {
  return createSession(start, {
    reduce,
    createReader: createStoreReader,
    createReactions,
    perform: performCommand,
    createKeyPress,
    takePaste,
  });
}
