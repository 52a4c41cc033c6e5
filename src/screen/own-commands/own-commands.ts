import type { OwnCommand } from '../../model/own-command/own-command.ts';
import type { RunSummary } from '../../model/run.ts';
import { formatCount } from '../../model/text/formats.ts';
import type { Key } from '../shell/keyboard.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { chosenRuns, whenAtRun } from '../table/picked-run.ts';
import { whyNoRun } from '../table/reduce-list.ts';
import { confirmOwn, createConfirmOwn } from './confirm-own.ts';
import { runOwnCommand } from './run-own-command.ts';

declare module '../shell/state.ts' {
  interface State {
    /** Commands of the user's own, which never change. */
    readonly ownCommands: readonly OwnCommand[];
  }
}

export const mostOwnRuns = 50;

/** Why a command of the user's own does nothing now; `undefined` when it is enabled. */
export function ownReason(state: State): string | undefined {
  if (state.screen !== 'table' && state.screen !== 'detail')
    return 'commands of your own are for runs: in the table, and in an open run';
  return chosenRuns(state).length === 0 ? whyNoRun(state.list) : undefined;
}

/** Runs the command of the user's own with a key, if there is one. */
export function pressOwnKey(context: SessionContext, key: Key): boolean {
  const command = context.getState().ownCommands.find(one => one.key === key);
  if (command) performOwnCommand(context, command);
  return command !== undefined;
}

/** Runs a command on the open or marked runs, once the cursor is where it is on its way to. */
export function performOwnCommand(context: SessionContext, command: OwnCommand): void {
  whenAtRun(context, { act: () => performNow(context, command), label: command.name });
}

function performNow(context: SessionContext, command: OwnCommand): void {
  const state = context.getState();
  const runs = chosenRuns(state);
  const reason = ownReason(state) ?? tooManyReason(runs);
  if (reason !== undefined) return context.dispatch({ type: 'noticed', text: reason, tone: 'info' });
  context.dispatch({ type: 'notice-expired' });
  if (command.isConfirmed || runs.length > 1)
    return confirmOwn.open(context, createConfirmOwn(command, runs));
  runOwnCommand(context, command, runs);
}

function tooManyReason({ length }: readonly RunSummary[]): string | undefined {
  if (length <= mostOwnRuns) return undefined;
  return `a command of your own is run on ${mostOwnRuns} runs at most; ${formatCount(length)} are marked`;
}
