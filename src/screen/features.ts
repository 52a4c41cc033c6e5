import './commands.ts';
import { createReactions } from './create-reactions.ts';
import { createKeyPress } from './dialogs/split-alt.ts';
import { pressOwnKey } from './own-commands/own-commands.ts';
import { reduce } from './reduce.ts';
import { performCommand } from './shell/perform-command.ts';
import { createSession, type Session, type SessionStart } from './shell/session.ts';
import { createStoreReader } from './store-reader.ts';
import { whenAtRun } from './table/once-there-are-rows.ts';
import { keepShownRow } from './table/picked-run.ts';
import { takePaste } from './take-paste.ts';

/** A session of all the features of the screen. */
export function createScreenSession(start: SessionStart): Session {
  return createSession(start, {
    reduce,
    createReader: createStoreReader,
    createReactions,
    perform: (context, id, key) => performCommand(context, id, key, { whenAtRun, keepShownRow }),
    createKeyPress: context => createKeyPress(context, pressOwnKey),
    takePaste,
  });
}
