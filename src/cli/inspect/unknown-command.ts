import type { Command } from 'commander';
import { InspectorError } from '../../model/errors.ts';
import { nearestWord } from '../../model/query/nearest.ts';

export function unknownCommand(program: Command, word: string, cause: unknown): InspectorError {
  const names = program.commands.map(command => command.name()).filter(name => !name.startsWith('_'));
  const nearest = nearestWord(word, names);
  const suggestion = nearest === undefined ? '' : `: did you mean "${nearest}"?`;
  return new InspectorError('usage', `there is no command, target or file named "${word}"${suggestion}`, {
    hint: 'see "runlens --help" and "runlens targets"; a path works too, such as ./runs.db',
    cause,
  });
}
