import type { OwnCommand } from '../../model/own-command/own-command.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import type { OwnOutput } from '../shell/effects.ts';

/** A run on which the command has ended, and what it printed. */
export type Ended = { readonly run: RunSummary; readonly output: OwnOutput };

/** What the command printed, for a pager; `undefined` where nothing failed and nothing was printed. */
export function outputText(command: OwnCommand, ended: readonly Ended[]): string | undefined {
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
