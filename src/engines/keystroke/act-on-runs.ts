import type { CancelResult, StartResult } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Program } from './call-program.ts';
import { commands } from './commands.ts';
import { type Loose, looseList, looseStatus, looseText, memberOf } from './loose.ts';
import { objectIn } from './parse-answer.ts';
import { CommandFailed, checkAnswer, runCommand } from './run-command.ts';

/** Asks for an active run to end; what the program says against it is a refusal. */
export async function cancel(program: Program, id: string, signal: AbortSignal): Promise<CancelResult> {
  try {
    const answer = await act(program, commands.cancel(id), signal);
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
    const answer = await act(program, commands.start(workflow, input), signal);
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

/** The one thing that the program answers; what it printed before may say what it was doing. */
async function act(
  program: Program,
  args: readonly string[],
  signal: AbortSignal,
): Promise<Loose | undefined> {
  const answer = await runCommand(program, args, signal);
  checkAnswer(looseList(answer).at(-1), args);
  return objectIn(answer, ['run']);
}
