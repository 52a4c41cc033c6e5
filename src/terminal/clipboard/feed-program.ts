import { spawn } from 'node:child_process';
import type { Environment } from '../../model/environment.ts';
import { endAtExit } from '../../programs/end-at-exit.ts';

export type FeedOptions = {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly timeoutMs: number;
};

/**
 * Resolves with whether a program read all bytes and exited with 0. One that serves the clipboard in the
 * background keeps its pipes open, so only the exit of the started process counts.
 */
export function feedProgram(bytes: Uint8Array, options: FeedOptions): Promise<boolean> {
  const { program, args, env, timeoutMs } = options;
  return new Promise<boolean>(resolve => {
    const child = spawn(program, args, {
      env: { ...env },
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      // In a session of its own, the program that serves the clipboard outlives this terminal.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    // One that hangs; what serves the clipboard is another process by then.
    endAtExit(child, { isGroup: false });
    // First: a program that cannot be started may have no stdin either.
    child.on('error', () => resolve(false));
    let isTaken = false;
    child.stdin.on('finish', () => {
      isTaken = true;
    });
    child.stdin.on('error', () => {
      isTaken = false;
    });
    child.on('exit', code => resolve(isTaken && code === 0));
    child.stdin.end(bytes);
  }).catch(() => false);
}
