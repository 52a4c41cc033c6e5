import { spawn } from 'node:child_process';
import { withoutOwnVariables } from '../without-own-variables.ts';

export type Ended = { readonly code: number | null; readonly errorText: string };

type Options = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
};

const usualTimeoutMs = 30_000;
const mostErrorText = 20_000;

/** Runs a program to its end, without a terminal; it is ended when it takes too long or the signal aborts. */
export function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env = {}, signal, timeoutMs = usualTimeoutMs }: Options,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(command, args, {
      cwd,
      env: { ...withoutOwnVariables(process.env), ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: timeoutMs,
      windowsHide: true,
    });
    let errorText = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', text => {
      if (errorText.length < mostErrorText) errorText += text;
    });
    const stop = () => child.kill();
    signal?.addEventListener('abort', stop, { once: true });
    const settle = (ended: Ended) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(signal.reason);
      else resolve(ended);
    };
    child.on('error', error => settle({ code: null, errorText: error.message }));
    child.on('close', code => settle({ code, errorText }));
  });
}
