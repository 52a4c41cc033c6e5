import { spawn } from 'node:child_process';
import { withoutOwnVariables } from '../child-environment.ts';

export type Ended = { readonly code: number | null; readonly errorText: string };

type Options = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
};

const usualTimeoutMs = 30_000;
/** What a program started may keep its error stream open for long. */
const lingerMs = 500;
const mostErrorText = 20_000;

/**
 * Runs a program to its end, without a terminal; it is ended when it takes too long or the signal aborts.
 * What it started itself is not waited for. Rejects only when the signal aborts.
 */
export function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env = {}, signal, timeoutMs = usualTimeoutMs }: Options,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = start(command, args, { cwd, env });
    if (typeof child === 'string') {
      resolve({ code: null, errorText: child });
      return;
    }
    let errorText = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', text => {
      if (errorText.length < mostErrorText) errorText += text;
    });
    const settle = (ended: Ended) => {
      clearTimeout(late);
      signal?.removeEventListener('abort', stop);
      child.stderr.destroy();
      if (signal?.aborted) reject(signal.reason);
      else resolve(ended);
    };
    const end = (words: string) => {
      child.kill('SIGKILL');
      settle({ code: null, errorText: words });
    };
    const stop = () => end('');
    const late = setTimeout(() => end(`it did not end within ${timeoutMs / 1000} s`), timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    child.on('error', error => settle({ code: null, errorText: error.message }));
    child.on('close', code => settle({ code, errorText }));
    child.on('exit', code => setTimeout(() => settle({ code, errorText }), lingerMs).unref());
  });
}

/** Windows refuses some programs at once: then the reason. */
function start(command: string, args: readonly string[], { cwd, env }: Pick<Options, 'cwd' | 'env'>) {
  try {
    return spawn(command, args, {
      cwd,
      env: { ...withoutOwnVariables(process.env), ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
