import { InspectorError, thrownStack } from '../../model/errors.ts';
import { safeLine, safeLines } from '../../model/text/safe-text.ts';
import type { Context } from '../context/context.ts';
import { exitCodeOf } from '../context/exit-codes.ts';

export function printError(error: unknown, { stderr }: Pick<Context, 'stderr'>): number {
  const lines = isExpected(error) ? describeExpected(error) : describeBug(error);
  stderr.write(`${lines.join('\n')}\n`);
  return exitCodeOf(error);
}

type Expected = { readonly message: string; readonly hint?: string };

/** An error of the operating system, which has a code and names the call that failed, is not a bug either. */
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
