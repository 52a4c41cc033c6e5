import type { RunSummary } from '../run.ts';

export type CommandTarget = {
  /** The value of `--target`; absent if the command finds the target by itself. */
  readonly target?: string;
  readonly isInsecure?: boolean;
};

export function retryCommand(id: string, at: CommandTarget = {}): string {
  return toCommand({ command: 'workflows runs retry', names: [id] }, at);
}

/** Works without the name. */
export function getCommand(
  { id, kind, name }: Pick<RunSummary, 'id' | 'kind'> & { readonly name?: string },
  at: CommandTarget = {},
): string {
  const command = kind === 'agent' ? 'agents sessions get' : 'workflows runs get';
  return toCommand({ command, names: name === undefined ? [id] : [name, id] }, at);
}

export function getFailureCommand(id: string, at: CommandTarget = {}): string {
  return toCommand({ command: 'failures get', names: [id] }, at);
}

/** Compares a run with the last success of its workflow. */
export function diffCommand(address: string, at: CommandTarget = {}): string {
  return toCommand({ command: 'diff', names: [address] }, at);
}

export type CommandWords = {
  readonly command: string;
  readonly names: readonly string[];
  readonly options?: Readonly<Record<string, string | true | undefined>>;
};

/** Safe to paste into a POSIX shell. */
export function toCommand({ command, names, options }: CommandWords, at: CommandTarget): string {
  const given = Object.entries({ ...options, target: at.target, insecure: at.isInsecure || undefined });
  const flags = given.flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (value === true) return [`--${name}`];
    return value.startsWith('-') ? [`--${name}=${quoteWord(value)}`] : [`--${name}`, quoteWord(value)];
  });
  const words = names.map(quoteWord);
  const isLikeOption = names.some(name => name.startsWith('-'));
  const operands = isLikeOption ? [...flags, '--', ...words] : [...words, ...flags];
  return ['runlens', command, ...operands].join(' ');
}

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Quotes or escapes a word where a shell needs it. */
export function quoteWord(word: string): string {
  // A shell may expand a word that begins with `=`.
  if (/^(?!=)[\w@%+=:,./-]+$/.test(word)) return word;
  if (!invisible.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const bytes = Buffer.from(word.toWellFormed());
  const escaped = Array.from(bytes, byte =>
    byte < 0x20 || byte > 0x7e || byte === 0x27 || byte === 0x5c
      ? `\\x${byte.toString(16).padStart(2, '0')}`
      : String.fromCharCode(byte),
  );
  return `$'${escaped.join('')}'`;
}
