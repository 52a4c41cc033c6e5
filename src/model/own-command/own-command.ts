import { InspectorError } from '../errors.ts';
import { nearestWord } from '../query/nearest.ts';
import { quoteWord } from '../report/shell-command.ts';

export type OwnCommand = {
  readonly name: string;
  /** Absent for a command of the palette alone. */
  readonly key?: string;
  /** The program and its arguments; for a shell, the script and its parameters `$1`, `$2` …. */
  readonly run: readonly [string, ...string[]];
  readonly isShell: boolean;
  readonly isConfirmed: boolean;
  /** `~/.config/runlens/config.yaml:12`. */
  readonly place: string;
};

const placeholders = ['id', 'name', 'input', 'file'] as const;

type Placeholder = (typeof placeholders)[number];

const pattern = new RegExp(`\\{(${placeholders.join('|')})\\}`, 'g');

export function placeholdersIn(word: string): readonly Placeholder[] {
  return [...word.matchAll(pattern)].map(([, name]) => name as Placeholder);
}

/** The placeholder meant by `{flie}`; other braces are text, such as a filter of jq. */
export function misspeltPlaceholder(word: string): Placeholder | undefined {
  for (const [, name = ''] of word.matchAll(/\{([a-z]+)\}/gi)) {
    const nearest = placeholders.find(known => known === nearestWord(name, placeholders));
    if (nearest !== undefined && nearest !== name) return nearest;
  }
  return undefined;
}

/** Replaces placeholders once: values may contain braces. */
function fillWord(word: string, readValue: (name: Placeholder) => string): string {
  return word.replace(pattern, (_, name: Placeholder) => readValue(name));
}

export function usesPlaceholder({ run }: OwnCommand, name: Placeholder): boolean {
  return run.some(word => placeholdersIn(word).includes(name));
}

/** A command that uses a missing placeholder is refused. */
export type OwnValues = Readonly<Partial<Record<Placeholder, string>>>;

/** Linux allows 128 KB. */
const longestArgument = 100_000;

/** The arguments of a command, one for each word. Throws for a value that the program could misread. */
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

/** As typed in a shell, with quotes where needed; a placeholder without a value stays. */
export function commandLine({ name, run, isShell }: OwnCommand, values: OwnValues): string {
  const [first, ...words] = run;
  const filled = words.map(word => fillWord(word, placeholder => values[placeholder] ?? `{${placeholder}}`));
  return [...(isShell ? ['sh', '-c', first, name] : [first]), ...filled].map(quoteWord).join(' ');
}
