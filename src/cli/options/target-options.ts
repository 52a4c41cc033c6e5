import type { Command } from 'commander';
import type { TargetChoice } from '../../targets/target.ts';

export const severalHelp = 'separate several with commas';

export const insecureHelp = 'do not check the certificates of servers, and allow tokens over plain HTTP';

export const readOnlyHelp = 'open every target so that nothing can be done to its runs';

export function addTargetOption(command: Command, takesSeveral: boolean): Command {
  const place = 'where the runs are: a path, an address or a configured name';
  return command
    .option('--target <target>', takesSeveral ? `${place}; ${severalHelp}` : place)
    .option('--insecure', insecureHelp)
    .option('--read-only', readOnlyHelp);
}

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

export function addExamples(command: Command, examples: Readonly<Record<string, string>>): Command {
  const width = Math.max(...Object.keys(examples).map(line => line.length));
  const lines = Object.entries(examples).map(([line, what]) =>
    what === '' ? `  ${line}` : `  ${line.padEnd(width)}  ${what}`,
  );
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
