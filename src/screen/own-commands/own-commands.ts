import { InspectorError } from '../../model/errors.ts';
import {
  commandLine,
  type OwnCommand,
  type OwnValues,
  placeholdersIn,
  usesPlaceholder,
} from '../../model/own-command/own-command.ts';
import { copyChoices } from '../../model/report/copy-choices.ts';
import { isLongWork, renderCopyWork } from '../../model/report/copy-work.ts';
import { renderText } from '../../model/report/render-copy.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { countOf, formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateMiddle, truncateText } from '../../model/text/width.ts';
import { copiesOf } from '../copy/copy.ts';
import { type CompleteRun, readCompleteRun } from '../copy/whole-run.ts';
import type { Drawing, Look } from '../dialogs/define-dialog.ts';
import { type Answering, type Asking, answerLine, defineQuestion, unanswered } from '../dialogs/question.ts';
import type { Theme } from '../paint/theme.ts';
import { wrapAtMost, wrapText } from '../paint/wrap-text.ts';
import type { OwnOutput } from '../shell/effects.ts';
import type { Key } from '../shell/keyboard.ts';
import { dialogRoom } from '../shell/layout.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { whenAtRun } from '../table/await-rows.ts';
import { chosenRuns } from '../table/picked-run.ts';
import { whyNoRun } from '../table/reduce-list.ts';

declare module '../shell/state.ts' {
  interface State {
    readonly ownCommands: readonly OwnCommand[];
  }
}

export const mostOwnRuns = 50;

export function ownReason(state: State): string | undefined {
  if (state.screen !== 'table' && state.screen !== 'detail')
    return 'commands of your own are for runs: in the table, and in an open run';
  return chosenRuns(state).length === 0 ? whyNoRun(state.list) : undefined;
}

export function pressOwnKey(context: SessionContext, key: Key): boolean {
  const command = context.getState().ownCommands.find(one => one.key === key);
  if (command) performOwnCommand(context, command);
  return command !== undefined;
}

export function performOwnCommand(context: SessionContext, command: OwnCommand): void {
  whenAtRun(context, { act: () => performNow(context, command), label: command.name });
}

function performNow(context: SessionContext, command: OwnCommand): void {
  const state = context.getState();
  const runs = chosenRuns(state);
  const reason = ownReason(state) ?? tooManyReason(runs);
  if (reason !== undefined) return context.say(reason);
  context.dispatch({ type: 'notice-expired' });
  if (command.isConfirmed || runs.length > 1)
    return confirmOwn.open(context, createConfirmOwn(command, runs));
  runOwnCommand(context, command, runs);
}

function tooManyReason({ length }: readonly RunSummary[]): string | undefined {
  if (length <= mostOwnRuns) return undefined;
  return `a command of your own is run on ${mostOwnRuns} runs at most; ${formatCount(length)} are marked`;
}

type ConfirmOwn = Answering & {
  readonly type: 'confirm-own';
  readonly command: OwnCommand;
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

/** The command as run on the first run, with the number of lines that have no room. */
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

function runOwnCommand(context: SessionContext, command: OwnCommand, runs: readonly RunSummary[]): void {
  const { ownTask, say, effects } = context;
  context.run(() =>
    ownTask.start({ kind: 'own-command', text: `running ${command.name}…` }, async (signal, report) => {
      const ended: Ended[] = [];
      let failure: InspectorError | undefined;
      try {
        for (const run of runs) {
          if (runs.length > 1)
            report(`running ${command.name}: ${ended.length} of ${countOf(runs.length, 'run')}`);
          ended.push({ run, output: await runOn(context, command, run, signal) });
        }
      } catch (error) {
        if (ended.length === 0 || !(error instanceof InspectorError)) throw error;
        failure = error;
      }
      const text = outputText(command, ended);
      const on = runs.length === 1 ? '' : ` for ${countOf(runs.length, 'run')}`;
      if (failure) say(failure.message, 'error');
      else if (text === undefined) say(`${command.name}: done${on}`);
      if (text === undefined) return;
      if (context.getState().overlay.type === 'none') return effects.openPager(text);
      // A pager would take the keys of what is being typed.
      const path = await effects.keepOutput(text);
      const ending = failure?.message ?? `${command.name} has ended`;
      say(`${ending}: what it printed is in ${path}`, failure ? 'error' : 'info');
    }),
  );
}

async function runOn(
  context: SessionContext,
  command: OwnCommand,
  picked: RunSummary,
  signal: AbortSignal,
): Promise<OwnOutput> {
  const isWhole = usesPlaceholder(command, 'input') || usesPlaceholder(command, 'file');
  const reading = { otherwise: `${command.name} was not run`, signal, report: () => {} };
  const complete = isWhole ? await readCompleteRun(context, picked, reading) : { run: picked };
  const { file, ...values } = await valuesOf(context, command, complete, signal);
  return context.effects.runOwn({ command, values, file }, signal);
}

/** Masked as copies are, unless secrets are revealed. */
async function valuesOf(
  context: SessionContext,
  command: OwnCommand,
  { run, failureId }: Pick<CompleteRun, 'failureId'> & { readonly run: CompleteRun['run'] | RunSummary },
  signal: AbortSignal,
): Promise<Omit<OwnValues, 'file'> & { readonly file?: string | Uint8Array }> {
  const source = copiesOf(context.getState(), run).find(({ id }) => id === 'run-json')?.source;
  if (!source) return {};
  const whole = { ...source, focus: undefined, format: 'json', failureId } as const;
  const id = renderText(runAddress(run), whole);
  if (id.hidden > 0 && usesPlaceholder(command, 'id'))
    throw new InspectorError('usage', `${command.name} was not run: the id of the run looks like a secret`, {
      hint: 'open the run and reveal secrets, then run it again',
    });
  const input = copyChoices(whole).find(choice => choice.id === 'input');
  const work = { id: 'run-json', sources: [whole] } as const;
  const file = async () =>
    isLongWork(work) ? (await context.effects.renderCopy(work, signal)).bytes : renderCopyWork(work).text;
  return {
    id: id.text,
    name: renderText(run.name, whole).text,
    input: usesPlaceholder(command, 'input') && input?.reason === undefined ? input?.text() : undefined,
    file: usesPlaceholder(command, 'file') ? await file() : undefined,
  };
}

type Ended = { readonly run: RunSummary; readonly output: OwnOutput };

function outputText(command: OwnCommand, ended: readonly Ended[]): string | undefined {
  const told = ended.filter(({ output }) => output.exitCode !== 0 || output.stdout + output.stderr !== '');
  if (told.length === 0) return undefined;
  const isOne = ended.length === 1;
  return told.map(one => `${partsOf(command, one, isOne).join('\n\n')}\n`).join('\n');
}

function partsOf(command: OwnCommand, { run, output }: Ended, isOne: boolean): readonly string[] {
  const { exitCode, stdout, stderr } = output;
  const hasFailed = exitCode !== 0;
  const failure = `${command.name} failed: exit code ${exitCode}`;
  const title = `${safeLine(run.name)} ${safeLine(runAddress(run))}`;
  const head = isOne ? failure : hasFailed ? `${title}: ${failure}` : title;
  const printed = hasFailed ? [stderr, stdout] : [stdout, stderr];
  return [...(isOne && !hasFailed ? [] : [head]), ...printed.map(text => text.trimEnd()).filter(Boolean)];
}
