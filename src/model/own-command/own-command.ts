import { nearestWord } from '../query/nearest.ts';

/** A command of the user's own, from their `config.yaml`: a program that is run on a run. */
export type OwnCommand = {
  readonly name: string;
  /** Absent for a command that only the palette has. */
  readonly key?: string;
  /** The program and its arguments; for a shell, its text and the parameters `$1`, `$2` …. */
  readonly run: readonly [string, ...string[]];
  readonly isShell: boolean;
  readonly isConfirmed: boolean;
  /** Where it is written: `~/.config/runlens/config.yaml:12`. */
  readonly place: string;
};

const placeholders = ['id', 'name', 'input', 'file'] as const;

export type Placeholder = (typeof placeholders)[number];

const pattern = new RegExp(`\\{(${placeholders.join('|')})\\}`, 'g');

/** The placeholders in a word. */
export function placeholdersIn(word: string): readonly Placeholder[] {
  return [...word.matchAll(pattern)].map(([, name]) => name as Placeholder);
}

/** The placeholder that was probably meant by `{flie}`. Other braces are text, such as a filter of jq. */
export function misspeltPlaceholder(word: string): Placeholder | undefined {
  for (const [, name = ''] of word.matchAll(/\{([a-z]+)\}/gi)) {
    const nearest = placeholders.find(known => known === nearestWord(name, placeholders));
    if (nearest !== undefined && nearest !== name) return nearest;
  }
  return undefined;
}

/** The word with values in place of its placeholders. What stands in a value is never a placeholder. */
export function fillWord(word: string, readValue: (name: Placeholder) => string): string {
  return word.replace(pattern, (_, name: Placeholder) => readValue(name));
}

export function usesPlaceholder({ run }: OwnCommand, name: Placeholder): boolean {
  return run.some(word => placeholdersIn(word).includes(name));
}
