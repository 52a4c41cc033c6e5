import { looksLikeLocation } from '../../targets/location.ts';

export type InspectorArgs = {
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
  let places = 0;
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    places += word.startsWith('-') ? 0 : 1;
    // `main` has read these.
    if (word === '--read-only' || word === '--linear') continue;
    if (word === '--notify') {
      found.isNotifying = true;
      continue;
    }
    const field = fieldOf(word);
    if (field === undefined || found[field] !== undefined || places > 1) return undefined;
    if (word.startsWith('-')) index += 1;
    const value = argv[index];
    if (value === undefined) return undefined;
    found[field] = value;
  }
  return found;
}

function fieldOf(word: string): TextArg | undefined {
  if (Object.hasOwn(flags, word)) return flags[word];
  if (looksLikeRun(word)) return 'runId';
  return !word.startsWith('-') && looksLikeLocation(word) ? 'target' : undefined;
}

/** Whether a word in the place of a location can only be the id of a run, or a part of one. */
export function looksLikeRun(word: string): boolean {
  return /^(?:run|wrun|inv)_[\w.…-]+$/u.test(word) && !looksLikeLocation(word);
}
