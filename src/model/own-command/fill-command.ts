import { InspectorError } from '../errors.ts';
import { quoteWord } from '../report/shell-command.ts';
import { fillWord, type OwnCommand, type Placeholder, placeholdersIn } from './own-command.ts';

/** What stands for each placeholder. A command that uses one that is absent is refused. */
export type OwnValues = Readonly<Partial<Record<Placeholder, string>>>;

/** Linux takes 128 KB of one argument. */
const longestArgument = 100_000;

/**
 * The arguments of a command. Each word stays one argument, whatever the values are. Throws an
 * `InspectorError` where a value could be taken for something else than it is.
 */
export function fillCommand(command: OwnCommand, values: OwnValues): readonly string[] {
  const { name, run, isShell } = command;
  const [first, ...words] = run;
  const readValue = (placeholder: Placeholder): string => {
    const value = values[placeholder];
    if (value === undefined) throw refused(name, `the ${placeholder} of the run was not recorded`);
    if (value.includes('\0')) throw refused(name, `the ${placeholder} of the run holds a NUL character`);
    return value;
  };
  let isAfterOptions = isShell && /(?:^|\s)--(?:\s|$)/.test(first);
  return words.map(word => {
    isAfterOptions ||= word === '--';
    const filled = fillWord(word, readValue);
    if (filled.length > longestArgument)
      throw refused(name, 'what it is given is too long for a command line', 'give it {file} instead');
    if (placeholdersIn(word).length > 0 && !isAfterOptions && !word.startsWith('-') && filled.startsWith('-'))
      throw refused(
        name,
        `what stands for ${word} begins with "-", which the program may take for an option`,
        `put "--" before ${word} in ${command.place}, or write --option=${word}`,
      );
    return filled;
  });
}

function refused(name: string, reason: string, hint?: string): InspectorError {
  return new InspectorError('usage', `${name} was not run: ${reason}`, { hint });
}

/**
 * A command as one would type it in a shell: each word is quoted where it needs to be. A placeholder without
 * a value stays.
 */
export function commandLine({ name, run, isShell }: OwnCommand, values: OwnValues): string {
  const [first, ...words] = run;
  const filled = words.map(word => fillWord(word, placeholder => values[placeholder] ?? `{${placeholder}}`));
  return [...(isShell ? ['sh', '-c', first, name] : [first]), ...filled].map(quoteWord).join(' ');
}
