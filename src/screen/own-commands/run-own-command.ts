import { InspectorError } from '../../model/errors.ts';
import type { OwnValues } from '../../model/own-command/fill-command.ts';
import { type OwnCommand, usesPlaceholder } from '../../model/own-command/own-command.ts';
import { copyChoices } from '../../model/report/copy-choices.ts';
import { isLongWork, renderCopyWork } from '../../model/report/copy-work.ts';
import { renderText } from '../../model/report/render-copy.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { countOf } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { copiesOf } from '../copy/copy.ts';
import { type CompleteRun, readCompleteRun } from '../copy/whole-run.ts';
import type { OwnOutput } from '../shell/effects.ts';
import type { SessionContext } from '../shell/state.ts';

/** Runs a command once for each run, one after the other, and shows what they print. Esc stops it. */
export function runOwnCommand(
  context: SessionContext,
  command: OwnCommand,
  runs: readonly RunSummary[],
): void {
  const { ownTask, dispatch, effects } = context;
  context.run(() =>
    ownTask.start({ kind: 'own-command', text: `running ${command.name}…` }, async (signal, report) => {
      const ended: Ended[] = [];
      try {
        for (const run of runs) {
          if (runs.length > 1)
            report(`running ${command.name}: ${ended.length} of ${countOf(runs.length, 'run')}`);
          ended.push({ run, output: await runOn(context, command, run, signal) });
        }
      } catch (error) {
        if (ended.length === 0 || !(error instanceof InspectorError)) throw error;
        dispatch({ type: 'noticed', text: error.message, tone: 'error' });
      }
      const text = outputText(command, ended);
      if (text === undefined) {
        const text =
          runs.length === 1
            ? `${command.name}: done`
            : `${command.name}: done for ${countOf(runs.length, 'run')}`;
        return dispatch({ type: 'noticed', text, tone: 'info' });
      }
      if (context.getState().overlay.type === 'none') return effects.openPager(text);
      // A pager would take the keys of what is being typed.
      const path = await effects.keepOutput(text);
      dispatch({
        type: 'noticed',
        text: `${command.name} has ended: what it printed is in ${path}`,
        tone: 'info',
      });
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

type Values = Omit<OwnValues, 'file'> & { readonly file?: string | Uint8Array };

/** Masked as copies are: whole where secrets are revealed. */
async function valuesOf(
  context: SessionContext,
  command: OwnCommand,
  { run, failureId }: Pick<CompleteRun, 'failureId'> & { readonly run: CompleteRun['run'] | RunSummary },
  signal: AbortSignal,
): Promise<Values> {
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

/** A run on which the command has ended, and what it printed. */
export type Ended = { readonly run: RunSummary; readonly output: OwnOutput };

/** What the command printed, for a pager; `undefined` where nothing failed and nothing was printed. */
function outputText(command: OwnCommand, ended: readonly Ended[]): string | undefined {
  const told = ended.filter(({ output }) => output.exitCode !== 0 || output.stdout + output.stderr !== '');
  if (told.length === 0) return undefined;
  const isOne = ended.length === 1;
  return told.map(one => `${partsOf(command, one, isOne).join('\n\n')}\n`).join('\n');
}

/** Why it failed comes first. */
function partsOf(command: OwnCommand, { run, output }: Ended, isOne: boolean): readonly string[] {
  const { exitCode, stdout, stderr } = output;
  const hasFailed = exitCode !== 0;
  const failure = `${command.name} failed: exit code ${exitCode}`;
  const title = `${safeLine(run.name)} ${safeLine(runAddress(run))}`;
  const head = isOne ? failure : hasFailed ? `${title}: ${failure}` : title;
  const printed = hasFailed ? [stderr, stdout] : [stdout, stderr];
  return [...(isOne && !hasFailed ? [] : [head]), ...printed.map(text => text.trimEnd()).filter(Boolean)];
}
