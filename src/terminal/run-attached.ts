import { spawn } from 'node:child_process';
import type { Environment } from '../model/environment.ts';
import { errorCode, InspectorError, thrownMessage } from '../model/errors.ts';
import { endAtExit } from '../programs/end-at-exit.ts';

export type AttachedProgram = {
  readonly words: readonly string[];
  readonly env: Environment;
  /** What it reads; without it, the keyboard. */
  readonly text?: string | Uint8Array;
};

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'EACCES'].includes(errorCode(error) ?? '');
}

/** Runs a program on this terminal; resolves with its exit code, `undefined` if there is no such program. */
export async function runAttached(attached: AttachedProgram): Promise<number | undefined> {
  try {
    return await runToEnd(attached);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    const why = thrownMessage(cause);
    throw new InspectorError('unreadable', `cannot run ${attached.words[0]}: ${why}`, {
      hint: 'try again once other programs were closed, or set another program',
      cause,
    });
  }
}

/** A program that a signal ended has failed, too. */
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

/** Runs the first of the programs that there is, and resolves with its exit code. */
export async function runFirstAttached(
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
