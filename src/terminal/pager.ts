import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Environment } from '../model/environment.ts';
import { errorCode, InspectorError, thrownMessage } from '../model/errors.ts';
import { endAtExit } from '../programs/end-at-exit.ts';
import { withTemporaryFile } from './temporary-file.ts';

type OutsideOptions = {
  readonly env: Environment;
  readonly runOutside: (action: () => Promise<void>) => Promise<void>;
};

function programWords(command: string | undefined): string[] | undefined {
  const words = splitCommand(command ?? '');
  return words.length === 0 ? undefined : words;
}

/** Scripts set `cat` to turn pagers off; here it would show nothing. */
function choosePagers(env: Environment): readonly (readonly string[])[] {
  const pager = programWords(env.PAGER);
  return pager === undefined || pager[0] === 'cat' ? [['less', '-R'], ['more']] : [pager];
}

export async function openInPager(
  text: string | Uint8Array,
  { env, runOutside }: OutsideOptions,
): Promise<void> {
  const missing = { what: 'the pager', hint: 'set PAGER to a program that is installed' };
  await runOutside(async () => {
    await runFirstAttached(choosePagers(env), { env: { LESS: 'R', ...env }, text }, missing);
  });
}

type EditorOptions = OutsideOptions & { readonly suffix: string };

export async function openInEditor(text: string | Uint8Array, options: EditorOptions): Promise<void> {
  await withEditedFile(text, options, async () => {});
}

/** Resolves with the text as the user left it. Throws `InspectorError` if the editor fails, as by `:cq`. */
export async function editInEditor(text: string | Uint8Array, options: EditorOptions): Promise<string> {
  return withEditedFile(text, options, (path, exitCode) => {
    if (exitCode === 0) return readEdited(path);
    const why = `the editor ended with exit code ${exitCode}`;
    throw new InspectorError('usage', `what was edited is not used: ${why}`);
  });
}

async function withEditedFile<T>(
  text: string | Uint8Array,
  { env, runOutside, suffix }: EditorOptions,
  use: (path: string, exitCode: number) => Promise<T>,
): Promise<T> {
  const editor = programWords(env.VISUAL) ?? programWords(env.EDITOR) ?? ['vi'];
  const missing = { what: 'the editor', hint: 'set VISUAL or EDITOR to a program that is installed' };
  return withTemporaryFile(`run${suffix}`, text, async path => {
    let exitCode = 0;
    await runOutside(async () => {
      exitCode = await runFirstAttached([[...editor, path]], { env }, missing);
    });
    return use(path, exitCode);
  });
}

async function readEdited(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const why = thrownMessage(cause);
    throw new InspectorError('unreadable', `cannot read what the editor left: ${why}`, { cause });
  }
}

/** One word: pieces in single quotes, in double quotes with escapes, or bare with escapes. */
const wordPattern = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs;
const piecePattern = /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^'"\\]+)/gs;

function unquote(word: string): string {
  return word.replace(piecePattern, (_piece, single, double, escaped, bare) => {
    return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? bare;
  });
}

/** The words of a command as a shell would read them, without expanding anything: `code --wait "my file"`. */
export function splitCommand(command: string): string[] {
  return (command.match(wordPattern) ?? []).map(unquote);
}

type AttachedProgram = {
  readonly words: readonly string[];
  readonly env: Environment;
  /** What the program reads instead of the keyboard. */
  readonly text?: string | Uint8Array;
};

/** Resolves with the exit code, or `undefined` if there is no such program. */
export async function runAttached(attached: AttachedProgram): Promise<number | undefined> {
  try {
    return await runToEnd(attached);
  } catch (cause) {
    if (['ENOENT', 'EACCES'].includes(errorCode(cause) ?? '')) return undefined;
    const why = thrownMessage(cause);
    throw new InspectorError('unreadable', `cannot run ${attached.words[0]}: ${why}`, {
      hint: 'try again once other programs were closed, or set another program',
      cause,
    });
  }
}

/** A signal that ends the program counts as exit code 1. */
function runToEnd({ words, env, text }: AttachedProgram): Promise<number> {
  const [program = '', ...args] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...env },
      stdio: [text === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
    });
    endAtExit(child, { isGroup: false });
    child.on('error', reject);
    child.on('exit', code => resolve(code ?? 1));
    // A pager may exit before it has read everything.
    child.stdin?.on('error', () => {});
    child.stdin?.end(text);
  });
}

async function runFirstAttached(
  candidates: readonly (readonly string[])[],
  rest: Omit<AttachedProgram, 'words'>,
  missing: { readonly what: string; readonly hint: string },
): Promise<number> {
  for (const words of candidates) {
    const exitCode = await runAttached({ words, ...rest });
    if (exitCode !== undefined) return exitCode;
  }
  const names = candidates.map(([program = '']) => program).join(', ');
  throw new InspectorError('usage', `cannot run ${missing.what}: there is no program ${names}`, {
    hint: missing.hint,
  });
}
