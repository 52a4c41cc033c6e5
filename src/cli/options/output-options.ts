import { type Command, Option } from 'commander';
import { InspectorError } from '../../model/errors.ts';
import type { TargetChoice } from '../../targets/target.ts';
import type { Context } from '../context/context.ts';
import { addTargetOption, type TargetCount, targetOf } from './target-options.ts';

const outputFormats = ['table', 'json', 'yaml', 'ndjson', 'tsv'] as const;

type OutputFormat = (typeof outputFormats)[number];

export type Output = {
  readonly format: OutputFormat;
  /** Whether an option gave the format, rather than the terminal or the pipe. */
  readonly isExplicit: boolean;
  readonly redact: boolean;
  /** Whether `tsv` begins with the names of its columns. */
  readonly header: boolean;
};

type OutputFlags = {
  readonly output?: OutputFormat;
  readonly json?: true;
  readonly redact?: true;
  readonly header: boolean;
};

export function addOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-o, --output <format>', 'the format; default: table on a terminal, json in a pipe').choices(
        outputFormats,
      ),
    )
    .addOption(new Option('--json', 'short for -o json').conflicts('output'))
    .option('--no-header', 'leave out the names of the columns, with -o tsv')
    .option('--redact', 'mask what looks like a secret, as tables and texts always do');
}

export function outputOf(command: Command, { stdout }: Pick<Context, 'stdout'>): Output {
  const flags = command.opts<OutputFlags>();
  const given = flags.json ? 'json' : flags.output;
  const format = given ?? (stdout.isTTY ? 'table' : 'json');
  if (!flags.header && format !== 'tsv') {
    throw new InspectorError('usage', '--no-header goes with -o tsv only', { hint: 'add -o tsv' });
  }
  return { format, isExplicit: given !== undefined, redact: flags.redact ?? false, header: flags.header };
}

export type DataOptions = { readonly output: Output; readonly target: TargetChoice };

export function addDataOptions(command: Command, targets?: TargetCount): Command {
  return addOutputOptions(addTargetOption(command, targets));
}

export function dataOptionsOf(command: Command, context: Context): DataOptions {
  return { output: outputOf(command, context), target: targetOf(command) };
}
