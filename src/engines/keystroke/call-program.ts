import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { InspectorError } from '../../model/errors.ts';

export type Program = {
  readonly file: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long an answer may take. */
  readonly timeoutMs: number;
  readonly mostBytes?: number;
};

export type Ended = {
  readonly stdout: string;
  readonly stderr: string;
  /** 128 and the signal's number for one that a signal ended. */
  readonly exitCode: number;
};

const mostOutputBytes = 32 * 1024 * 1024;
const keptErrorBytes = 16 * 1024;
const graceMs = 2_000;

/**
 * Runs the program without a shell and waits until it ends. It is a process group of its own, so that what it
 * started ends with it when the time is up, too much comes, or the signal aborts. Rejects with an
 * `InspectorError`, or the signal's reason.
 */
export function callProgram(program: Program, args: readonly string[], signal?: AbortSignal): Promise<Ended> {
  const { file, timeoutMs, mostBytes = mostOutputBytes } = program;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const child = startProgram(program, args);
    const output: Buffer[] = [];
    let outputBytes = 0;
    let errors = Buffer.alloc(0);
    let isDone = false;

    const kill = (name: 'SIGTERM' | 'SIGKILL') => killProcess(child.pid, name);
    const giveUp = (reason: unknown) => {
      if (isDone) return;
      finish();
      kill('SIGTERM');
      const force = setTimeout(() => kill('SIGKILL'), graceMs);
      child.once('close', () => clearTimeout(force));
      child.stdout.destroy();
      child.stderr.destroy();
      reject(reason);
    };
    const onAbort = () => giveUp(signal?.reason);
    const timer = setTimeout(() => giveUp(lateError(args, timeoutMs)), timeoutMs);
    const finish = () => {
      isDone = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });

    child.stdout.on('data', (bytes: Buffer) => {
      output.push(bytes);
      outputBytes += bytes.length;
      if (outputBytes > mostBytes) giveUp(tooMuchError(args, mostBytes));
    });
    child.stderr.on('data', (bytes: Buffer) => {
      errors = Buffer.concat([errors, bytes]).subarray(-keptErrorBytes);
    });
    child.on('error', error => {
      if (isDone) return;
      finish();
      reject(startError(error, file));
    });
    child.on('close', (code, ended) => {
      if (isDone) return;
      finish();
      const exitCode = code ?? 128 + (ended === null ? 0 : constants.signals[ended]);
      resolve({ stdout: Buffer.concat(output).toString('utf8'), stderr: errors.toString('utf8'), exitCode });
    });
  });
}

const isGroup = process.platform !== 'win32';

/** Some of what keeps a program from starting is thrown, and some is told later by an event. */
function startProgram(
  { file, cwd, env }: Program,
  args: readonly string[],
): ChildProcessByStdio<null, Readable, Readable> {
  try {
    return spawn(file, args, {
      cwd,
      env,
      detached: isGroup,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
  } catch (error) {
    throw error instanceof Error ? startError(error, file) : error;
  }
}

/** What is gone already, or is no longer ours, cannot be ended. */
function killProcess(pid: number | undefined, name: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(isGroup ? -pid : pid, name);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/** The command as a person knows it, without ids and input. */
export function commandWords(args: readonly string[]): string {
  const words = args.filter(arg => /^[a-z]+$/.test(arg)).slice(0, 3);
  return ['keystroke', ...words].join(' ');
}

function lateError(args: readonly string[], timeoutMs: number): InspectorError {
  return new InspectorError('timeout', `${commandWords(args)} did not answer in ${timeoutMs / 1_000} s`, {
    hint: 'it was ended; run it by hand to see what it waits for',
  });
}

function tooMuchError(args: readonly string[], mostBytes: number): InspectorError {
  const size = `${Math.round(mostBytes / 1024 / 1024)} MB`;
  return new InspectorError('unreadable', `${commandWords(args)} printed more than ${size}`, {
    hint: 'it was ended; run it by hand to see what it prints',
  });
}

function startError(error: Error, file: string): unknown {
  const code = 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return error;
  if (code === 'E2BIG') {
    return new InspectorError('usage', 'the input is too long for a command line', { cause: error });
  }
  return new InspectorError('unreachable', `${file} could not be started: ${code}`, {
    hint: 'run it by hand to see why',
    cause: error,
  });
}
