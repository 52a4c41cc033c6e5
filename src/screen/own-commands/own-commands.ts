import { commandLine } from '../../model/own-command/fill-command.ts';
import { type OwnCommand, placeholdersIn } from '../../model/own-command/own-command.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { countOf, formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateMiddle, truncateText } from '../../model/text/width.ts';
import type { Drawing, Look } from '../dialogs/define-dialog.ts';
import { type Answering, type Asking, answerLine, defineQuestion, unanswered } from '../dialogs/question.ts';
import type { Theme } from '../paint/theme.ts';
import { wrapAtMost, wrapText } from '../paint/wrap-text.ts';
import type { Key } from '../shell/keyboard.ts';
import { dialogRoom } from '../shell/layout.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { chosenRuns, whenAtRun } from '../table/picked-run.ts';
import { whyNoRun } from '../table/reduce-list.ts';
import { runOwnCommand } from './run-own-command.ts';

declare module '../shell/state.ts' {
  interface State {
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

/** The question before a command of the user's own is run. */
type ConfirmOwn = Answering & {
  readonly type: 'confirm-own';
  readonly command: OwnCommand;
  /** Fixed when the question opens; at least one. */
  readonly runs: readonly RunSummary[];
};

export function createConfirmOwn(command: OwnCommand, runs: readonly RunSummary[]): ConfirmOwn {
  return { type: 'confirm-own', command, runs, ...unanswered };
}

export const confirmOwn = defineQuestion<ConfirmOwn>({
  type: 'confirm-own',
  asks,
  enter: 'run it',
  lines: drawConfirmOwn,
  onYes: (context, { command, runs }) => runOwnCommand(context, command, runs),
});

function asks({ runs }: ConfirmOwn): Asking {
  return { act: 'run it', runs: runs.length };
}

function drawConfirmOwn(confirm: ConfirmOwn, { state, theme }: Look): Drawing {
  const { width, height } = dialogRoom(state.size);
  const { command } = confirm;
  const end = [
    ...notesOf(confirm).map(note => truncateText(note, width)),
    theme.dim(truncateMiddle(`from  ${safeLine(command.place)}`, width)),
    '',
    answerLine(confirm, asks(confirm), width, theme),
  ];
  const question = wrapAtMost(questionOf(confirm), width, mostQuestionLines);
  const most = Math.max(1, height - question.length - end.length);
  const lines = [...question, ...commandLines(confirm, width, most, theme), ...end];
  return { title: theme.bold(safeLine(command.name)), lines, width };
}

const mostQuestionLines = 2;

function questionOf({ command, runs }: ConfirmOwn): string {
  const [first] = runs;
  const on =
    first && runs.length === 1
      ? `${safeLine(first.name)} (${safeLine(first.id)})`
      : `${countOf(runs.length, 'marked run')}, one by one`;
  return `Run "${safeLine(command.name)}" on ${on}?`;
}

/** As it is run on the first run, wrapped; what has no room is counted. */
function commandLines(
  { command, runs }: ConfirmOwn,
  width: number,
  most: number,
  theme: Theme,
): readonly string[] {
  const [first] = runs;
  if (!first) return [];
  const values = { id: safeLine(runAddress(first)), name: safeLine(first.name) };
  const wrapped = wrapText(safeLine(commandLine(command, values)), width - indent.length);
  const shown = wrapped.length > most ? wrapped.slice(0, most - 1) : wrapped;
  const left = wrapped.length - shown.length;
  return [
    ...shown.map(line => theme.accent(indent + line)),
    ...(left > 0 ? [`${indent}… ${countOf(left, 'more line')}`] : []),
  ];
}

const indent = '  ';

function notesOf({ command, runs }: ConfirmOwn): readonly string[] {
  const words = new Set(command.run.flatMap(placeholdersIn));
  const later = (['input', 'file'] as const).filter(name => words.has(name)).map(name => `{${name}}`);
  return [
    ...(runs.length > 1 ? [`and ${formatCount(runs.length - 1)} more, each with its own values`] : []),
    ...(later.length > 0 ? [`${later.join(' and ')}: filled in when it runs`] : []),
  ];
}
