import { looksLikeLocation } from '../../targets/location.ts';

export type InspectorArgs = {
  /** A location or a name, as argument or after `--target`. */
  readonly target?: string;
  readonly isInsecure?: boolean;
  readonly filter?: string;
  readonly runId?: string;
  readonly isNotifying?: boolean;
};

type TextArg = Exclude<keyof InspectorArgs, 'isInsecure' | 'isNotifying'>;

const flags: Readonly<Record<string, TextArg>> = {
  '--target': 'target',
  '--filter': 'filter',
  '--run': 'runId',
};

/** Parses the command line of the inspector without loading commander; `undefined` for any other line. */
export function parseInspectorArgs(argv: readonly string[]): InspectorArgs | undefined {
  const found: Partial<Record<TextArg, string>> & { isNotifying?: true } = {};
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--notify') {
      found.isNotifying = true;
      continue;
    }
    const field = fieldOf(word);
    if (field === undefined || found[field] !== undefined) return undefined;
    if (word.startsWith('-')) index += 1;
    const value = argv[index];
    if (value === undefined) return undefined;
    found[field] = value;
  }
  return found;
}

function fieldOf(word: string): TextArg | undefined {
  if (Object.hasOwn(flags, word)) return flags[word];
  return !word.startsWith('-') && looksLikeLocation(word) ? 'target' : undefined;
}
