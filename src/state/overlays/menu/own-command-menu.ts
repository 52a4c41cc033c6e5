import { runOwnCommand } from '../../own-commands/run-own-command.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { Menu } from './menu.ts';

/** The answer to the question whether a command of the user's own is to be run. */
export function answerOwnCommand(context: SessionContext, id: string, { own }: Menu): void {
  if (id === 'yes' && own) runOwnCommand(context, own.command, own.runs);
}
