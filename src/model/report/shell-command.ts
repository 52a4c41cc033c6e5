import type { RunSummary } from '../run.ts';

export type CommandTarget = {
  /** The value of `--target`; absent where the command finds the target without it. */
  readonly target?: string;
  /** Whether the command needs `--insecure`. */
  readonly isInsecure?: boolean;
};

/** The command that runs a run again with its recorded input, safe to paste into a POSIX shell. */
export function retryCommand(id: string, at: CommandTarget = {}): string {
  return toCommand({ command: 'workflows runs retry', names: [id] }, at);
}

/** The command that prints a run, safe to paste into a POSIX shell. It needs no name. */
export function getCommand(
  { id, kind, name }: Pick<RunSummary, 'id' | 'kind'> & { readonly name?: string },
  at: CommandTarget = {},
): string {
  const command = kind === 'agent' ? 'agents sessions get' : 'workflows runs get';
  return toCommand({ command, names: name === undefined ? [id] : [name, id] }, at);
}

/** The command that prints a group of failures. */
export function getFailureCommand(id: string, at: CommandTarget = {}): string {
  return toCommand({ command: 'failures get', names: [id] }, at);
}

/** The command that compares a run with the last success of its workflow. */
export function diffCommand(address: string, at: CommandTarget = {}): string {
  return toCommand({ command: 'diff', names: [address] }, at);
}

/** A command of runlens: its words, the names that it is for, and its options. */
export type CommandWords = {
  readonly command: string;
  readonly names: readonly string[];
  readonly options?: Readonly<Record<string, string | true | undefined>>;
};

/** A command as one line, safe to paste into a POSIX shell. */
export function toCommand({ command, names, options }: CommandWords, at: CommandTarget): string {
  const given = Object.entries({ ...options, target: at.target, insecure: at.isInsecure || undefined });
  const flags = given.flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (value === true) return [`--${name}`];
    return value.startsWith('-') ? [`--${name}=${quoteWord(value)}`] : [`--${name}`, quoteWord(value)];
  });
  const words = names.map(quoteWord);
  const isLikeOption = names.some(name => name.startsWith('-'));
  return ['runlens', command, ...(isLikeOption ? [...flags, '--', ...words] : [...words, ...flags])].join(
    ' ',
  );
}

const unseen = () => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

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
