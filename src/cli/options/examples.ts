import type { Command } from 'commander';

export function addExamples(command: Command, examples: Readonly<Record<string, string>>): Command {
  const width = Math.max(...Object.keys(examples).map(line => line.length));
  const lines = Object.entries(examples).map(([line, what]) =>
    what === '' ? `  ${line}` : `  ${line.padEnd(width)}  ${what}`,
  );
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
