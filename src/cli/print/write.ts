import { once } from 'node:events';
import { InspectorError, thrownStack } from '../../model/errors.ts';
import { safeLine, safeLines } from '../../model/text/safe-text.ts';
import type { Theme } from '../../screen/paint/theme.ts';
import type { Context } from '../context/context.ts';
import { exitCodeOf } from '../context/exit-codes.ts';

export async function writeOut(text: string, { stdout, signal }: Context): Promise<void> {
  signal.throwIfAborted();
  if (!stdout.write(text)) await once(stdout, 'drain', { signal });
}

export async function writeLines(lines: readonly string[], context: Context): Promise<void> {
  if (lines.length > 0) await writeOut(`${lines.join('\n')}\n`, context);
}

/** Writes a line for people to stderr, apart from the data; its secrets are masked. */
export function writeNotice(text: string, { stderr }: Pick<Context, 'stderr'>): void {
  stderr.write(`${safeLine(text)}\n`);
}

export function writeNote(text: string, { stderr }: Pick<Context, 'stderr'>): void {
  if (stderr.isTTY) writeNotice(text, { stderr });
}

/** Reports a bug of the program, which goes on; `requestId` is the HTTP request that met it. */
export function writeBug(error: unknown, context: Pick<Context, 'stderr'>, requestId?: string): void {
  const where = requestId === undefined ? '' : ` in request ${requestId}`;
  const lines = [`runlens: this is a bug in runlens${where}`, ...safeLines(thrownStack(error))];
  for (const line of lines) writeNotice(line, context);
}

type Output = Pick<Context, 'stdout' | 'env'>;

/** Where the output is no terminal and `COLUMNS` is not set. */
const pipeColumns = 120;

export function outputColumns({ stdout, env }: Output): number {
  if (stdout.isTTY && stdout.columns) return stdout.columns;
  const columns = Number(env.COLUMNS);
  return Number.isInteger(columns) && columns >= 20 ? columns : pipeColumns;
}

export async function outputTheme({ stdout, env }: Output): Promise<Theme> {
  const { chooseTheme, monochromeTheme, plainTheme } = await import('../../screen/paint/theme.ts');
  if (!stdout.isTTY) return plainTheme;
  const theme = chooseTheme(env);
  return theme === monochromeTheme ? plainTheme : theme;
}

export function printError(error: unknown, { stderr }: Pick<Context, 'stderr'>): number {
  const lines = isExpected(error) ? describeExpected(error) : describeBug(error);
  stderr.write(`${lines.join('\n')}\n`);
  return exitCodeOf(error);
}

type Expected = { readonly message: string; readonly hint?: string };

/** An error with a code and a system call comes from the operating system, and is no bug either. */
function isExpected(error: unknown): error is Expected {
  if (error instanceof InspectorError) return true;
  return error instanceof Error && 'code' in error && 'syscall' in error && typeof error.syscall === 'string';
}

function describeExpected(error: Expected): readonly string[] {
  const [first = '', ...more] = safeLines(error.message);
  const hint = error.hint === undefined ? [] : [`  ${safeLine(error.hint)}`];
  return [`runlens: ${first}`, ...more.map(line => `  ${line}`), ...hint];
}

function describeBug(error: unknown): readonly string[] {
  const note = 'runlens: this is a bug in runlens, please report it with the lines below';
  return [note, ...safeLines(thrownStack(error))];
}
