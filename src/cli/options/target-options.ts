import type { Command } from 'commander';
import type { TargetChoice } from '../../targets/target.ts';

export const severalHelp = 'separate several with commas';

export const insecureHelp = 'do not check the certificates of servers, and allow tokens over plain HTTP';

export const readOnlyHelp = 'open every target so that nothing can be done to its runs';

/** How many targets a command may be given at once. */
export type TargetCount = 'one' | 'several';

export function addTargetOption(command: Command, count: TargetCount = 'several'): Command {
  const place = 'where the runs are: a path, an address or a configured name';
  return command
    .option('--target <target>', count === 'one' ? place : `${place}; ${severalHelp}`)
    .option('--insecure', insecureHelp)
    .option('--read-only', readOnlyHelp);
}

/** The nearest `--target` of a command and its parents, and whether any of them has `--insecure`. */
export function targetOf(command: Command): TargetChoice {
  const outer: TargetChoice = command.parent ? targetOf(command.parent) : {};
  const own: unknown = command.getOptionValue('target');
  const named = typeof own === 'string' ? own : outer.named;
  const isInsecure = command.getOptionValue('insecure') === true || outer.isInsecure === true;
  return { named, isInsecure };
}

export const notifyHelp =
  'ring the terminal when runs fail, and send a notification where it supports them; at most once a minute';

export const linearHelp =
  'say what changes in lines of text, for screen readers and dumb terminals; the same as RUNLENS_LINEAR=1';
