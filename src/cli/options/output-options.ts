import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';

export const outputFormats = ['table', 'json', 'yaml', 'ndjson', 'tsv'] as const;

export type OutputFormat = (typeof outputFormats)[number];

/** How data is printed. */
export type Output = {
  readonly format: OutputFormat;
  /** Whether the format was asked for, rather than chosen for a terminal or a pipe. */
  readonly isAsked: boolean;
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
      new Option('-o, --output <format>', 'default: table on a terminal, json in a pipe').choices(
        outputFormats,
      ),
    )
    .addOption(new Option('--json', 'short for -o json').conflicts('output'))
    .option('--redact', 'mask what looks like a secret; the text forms always do');
}

export function readOutput(flags: OutputFlags, { stdout }: Context): Output {
  const asked = flags.json ? 'json' : flags.output;
  return {
    format: asked ?? (stdout.isTTY ? 'table' : 'json'),
    isAsked: asked !== undefined,
    redact: flags.redact ?? false,
  };
}
