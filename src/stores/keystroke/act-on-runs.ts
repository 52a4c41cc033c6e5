import { InspectorError } from '../../model/errors.ts';
import type { CancelResult, StartResult } from '../store.ts';
import type { Program } from './call-program.ts';
import { commands } from './commands.ts';
import { looseStatus, looseText, memberOf } from './loose.ts';
import { objectIn } from './parse-answer.ts';
import { CommandFailed, runCommand } from './run-command.ts';

/** Asks for an active run to end; what the program says against it is a refusal. */
export async function cancel(program: Program, id: string, signal: AbortSignal): Promise<CancelResult> {
  try {
    const answer = objectIn(await runCommand(program, commands.cancel(id), signal), ['run']);
    const status = looseStatus(answer);
    return { type: status === 'canceled' ? 'canceled' : 'requested' };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return error.isNotFound
      ? { type: 'not-found' }
      : { type: 'refused', reason: error.hint ?? error.message };
  }
}

/** Starts a run; `input` is JSON. Rejects when the program does not say which run it started. */
export async function start(
  program: Program,
  workflow: string,
  input: string | undefined,
  signal: AbortSignal,
): Promise<StartResult> {
  try {
    const answer = objectIn(await runCommand(program, commands.start(workflow, input), signal), ['run']);
    const id = looseText(memberOf(answer, 'runid', 'id', 'executionid'));
    if (id !== undefined) return { type: 'started', id };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return { type: 'refused', reason: error.hint ?? error.message };
  }
  throw new InspectorError('unreadable', 'keystroke was told to start a run and did not say which', {
    hint: 'look for it in the list before starting another',
  });
}
