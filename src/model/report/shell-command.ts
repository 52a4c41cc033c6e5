import type { RunSummary } from '../run.ts';

export type CommandTarget = {
  /** The value of `--target`; absent where the command finds the target without it. */
  readonly target?: string;
  /** Whether the command needs `--insecure`. */
  readonly isInsecure?: boolean;
};

/** The longest input that stands in a command: Linux takes 128 KB in one argument. */
const longestInput = 64_000;

/** The command that starts a workflow with the same input, safe to paste into a POSIX shell. */
export function runAgainCommand(workflow: string, input: unknown, at: CommandTarget = {}): string {
  const options = input === undefined ? [] : ['--input', quoteWord(toPlainJson(input))];
  return toCommand('runlens workflows run', [workflow], [...options, ...targetOptions(at)]);
}

/** Like `runAgainCommand`, but reads the input from the recorded run: it may be long, or a secret. */
export function pipeAgainCommand(run: NamedRun, at: CommandTarget = {}): string {
  const start = toCommand('runlens workflows run', [run.name], ['--input', '-', ...targetOptions(at)]);
  return `${getCommand(run, at, ['--field', 'input', '--json'])} | ${start}`;
}

export function fitsCommand(input: unknown): boolean {
  return toPlainJson(input).length <= longestInput;
}

type NamedRun = Pick<RunSummary, 'id' | 'kind'> & { readonly name: string };

/** The command that prints a run, safe to paste into a POSIX shell. It needs no name. */
export function getCommand(
  { id, kind, name }: Pick<RunSummary, 'id' | 'kind'> & { readonly name?: string },
  at: CommandTarget = {},
  options: readonly string[] = [],
): string {
  const command = kind === 'agent' ? 'runlens agents sessions get' : 'runlens workflows runs get';
  const names = name === undefined ? [id] : [name, id];
  return toCommand(command, names, [...options, ...targetOptions(at)]);
}

/** The command that prints a group of failures. */
export function getFailureCommand(id: string, at: CommandTarget = {}): string {
  return toCommand('runlens failures get', [id], targetOptions(at));
}

function targetOptions({ target, isInsecure = false }: CommandTarget): readonly string[] {
  const flags = isInsecure ? ['--insecure'] : [];
  if (target === undefined) return flags;
  const named = target.startsWith('-') ? [`--target=${quoteWord(target)}`] : ['--target', quoteWord(target)];
  return [...named, ...flags];
}

function toCommand(command: string, names: readonly string[], options: readonly string[]): string {
  const words = names.map(quoteWord);
  const isLikeOption = names.some(name => name.startsWith('-'));
  return [command, ...(isLikeOption ? [...options, '--', ...words] : [...words, ...options])].join(' ');
}

const unseen = () => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Escapes every character that a terminal would not show. */
function toPlainJson(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replace(unseen(), character =>
    Array.from(character.split(''), toUnicodeEscape).join(''),
  );
}

function toUnicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** One word of a shell command, quoted or escaped where needed. */
export function quoteWord(word: string): string {
  // A shell may expand a word that begins with `=`.
  if (/^(?!=)[\w@%+=:,./-]+$/.test(word)) return word;
  if (word.search(unseen()) < 0) return `'${word.replaceAll("'", "'\\''")}'`;
  const bytes = Buffer.from(word.toWellFormed());
  const escaped = Array.from(bytes, byte =>
    byte < 0x20 || byte > 0x7e || byte === 0x27 || byte === 0x5c
      ? `\\x${byte.toString(16).padStart(2, '0')}`
      : String.fromCharCode(byte),
  );
  return `$'${escaped.join('')}'`;
}
