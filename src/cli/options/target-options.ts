import type { Command } from 'commander';
import type { TargetChoice } from '../../targets/resolved-target.ts';
import type { Context } from '../context.ts';

/** What a declared command needs to run. */
export type Runner = {
  readonly context: Context;
  /** Takes the exit code. */
  readonly done: (code: number) => void;
};

export const insecureWords = 'do not check the certificates of servers, and let a token go over plain HTTP';

export function addTargetOption(command: Command): Command {
  return command
    .option(
      '--target <target>',
      'where the runs are: a path, an address or a configured name; several with commas',
    )
    .option('--insecure', insecureWords);
}

/** For a command that takes its target as an argument. */
export function addInsecureOption(command: Command): Command {
  return command.option('--insecure', insecureWords);
}

/** The nearest `--target` of a command and those it stands in, and whether any of them says `--insecure`. */
export function targetOf(command: Command): TargetChoice {
  const outer: TargetChoice = command.parent ? targetOf(command.parent) : {};
  const own: unknown = command.getOptionValue('target');
  const named = typeof own === 'string' ? own : outer.named;
  const isInsecure = command.getOptionValue('insecure') === true || outer.isInsecure === true;
  return { named, isInsecure };
}
