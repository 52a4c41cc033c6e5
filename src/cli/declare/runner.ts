import type { Command } from 'commander';
import type { Context } from '../context.ts';

/** What a declared command needs to run. */
export type Runner = {
  readonly context: Context;
  /** Takes the exit code. */
  readonly done: (code: number) => void;
};

export function addTargetOption(command: Command): Command {
  return command.option('--target <target>', 'where the runs are: a path, a folder or a configured name');
}

/** The nearest `--target` of a command and those it stands in. */
export function targetOf(command: Command): string | undefined {
  const own: unknown = command.getOptionValue('target');
  if (typeof own === 'string') return own;
  return command.parent ? targetOf(command.parent) : undefined;
}
