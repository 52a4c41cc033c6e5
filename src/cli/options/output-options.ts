import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';

export const outputFormats = ['table', 'json', 'yaml', 'ndjson', 'tsv'] as const;

export type OutputFormat = (typeof outputFormats)[number];

/** How data is printed. */
export type Output = {
  readonly format: OutputFormat;
  /** Whether an option gave the format, rather than the terminal or the pipe. */
  readonly isExplicit: boolean;
  readonly redact: boolean;
};

export type OutputFlags = {
  readonly output?: OutputFormat;
  readonly json?: true;
  readonly redact?: true;
};

export function addOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-o, --output <format>', 'the format; default: table on a terminal, json in a pipe').choices(
        outputFormats,
      ),
    )
    .addOption(new Option('--json', 'short for -o json').conflicts('output'))
    .option('--redact', 'mask what looks like a secret, as tables and texts always do');
}

export function readOutput(flags: OutputFlags, { stdout }: Context): Output {
  const format = flags.json ? 'json' : flags.output;
  return {
    format: format ?? (stdout.isTTY ? 'table' : 'json'),
    isExplicit: format !== undefined,
    redact: flags.redact ?? false,
  };
}
