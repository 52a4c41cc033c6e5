import type { Command } from 'commander';
import { InspectorError } from '../../model/errors.ts';
import { nearestWord } from '../../model/query/nearest.ts';

export function unknownCommand(program: Command, word: string, cause: unknown): InspectorError {
  const names = shownCommands(program).map(command => command.name());
  const meant = nearestWord(word, names) ?? longerName(program, word);
  const suggestion = meant === undefined ? '' : `: did you mean "${meant}"?`;
  return new InspectorError('usage', `there is no command, target or file named "${word}"${suggestion}`, {
    hint: 'see "runlens --help" and "runlens targets"; a path works too, such as ./runs.db',
    cause,
  });
}

/** The full name of a command that is inside of others: "workflows runs" for "runs". */
function longerName(command: Command, word: string): string | undefined {
  for (const inside of shownCommands(command)) {
    if (inside.name() === word) return word;
    const rest = longerName(inside, word);
    if (rest !== undefined) return `${inside.name()} ${rest}`;
  }
  return undefined;
}

function shownCommands({ commands }: Command): readonly Command[] {
  return commands.filter(command => !command.name().startsWith('_'));
}
