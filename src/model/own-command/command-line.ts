import { quoteWord } from '../report/shell-command.ts';
import type { OwnValues } from './fill-command.ts';
import { fillWord, type OwnCommand } from './own-command.ts';

/**
 * A command as one would type it in a shell: each word is quoted where it needs to be. A placeholder without
 * a value stays.
 */
export function commandLine({ name, run, isShell }: OwnCommand, values: OwnValues): string {
  const [first, ...words] = run;
  const filled = words.map(word => fillWord(word, placeholder => values[placeholder] ?? `{${placeholder}}`));
  return [...(isShell ? ['sh', '-c', first, name] : [first]), ...filled].map(quoteWord).join(' ');
}
