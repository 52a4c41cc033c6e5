import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Environment } from '../model/environment.ts';
import { errorCode, InspectorError } from '../model/errors.ts';
import { endAtExit, sendSignal } from './end-at-exit.ts';
import { isGroupRunning } from './process-identity.ts';

export type Program = {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  /** The program's stdin: unlike an argument, no other program sees it. */
  readonly input?: string;
  /** Names of variables, or how they begin, that the program does not get; those of runlens neither. */
  readonly secretVariables: readonly string[];
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
};

export type ProgramEnd = {
  /** 128 plus the number of the signal that ended the program, if any. */
  readonly exitCode: number;
  readonly stdout: string;
  /** The last 16 KB. */
  readonly stderr: string;
};

const defaultTimeoutMs = 30_000;
const maxOutputBytes = 32 * 1024 * 1024;
const keptErrorBytes = 16 * 1024;
/** How long output is awaited after the exit: a child may hold the pipes open. */
const lingerMs = 500;
const killAfterMs = 2_000;

/** Without a shell. Stops the process group at a limit, an abort, and when this process ends. */
export function runProgram(program: Program): Promise<ProgramEnd> {
  const { signal, timeoutMs = defaultTimeoutMs } = program;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = startProgram(program);
    endAtExit(child, { isGroup: true });
    const output: Buffer[] = [];
    let outputBytes = 0;
    let errors: Buffer = Buffer.alloc(0);
    let isSettled = false;

    const settle = (report: () => void) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
      report();
    };
    const giveUp = (reason: unknown) =>
      settle(() => {
        endGroup(child);
        reject(reason);
      });
    const finish = (code: number | null, name: NodeJS.Signals | null) =>
      settle(() => {
        const exitCode = code ?? 128 + (name === null ? 0 : constants.signals[name]);
        resolve({ exitCode, stdout: Buffer.concat(output).toString(), stderr: errors.toString() });
      });
    // A program need not read what it is given.
    child.stdin.on('error', () => {});
    child.stdin.end(program.input);
    const onAbort = () => giveUp(signal?.reason);
    const timer = setTimeout(() => giveUp(timeoutError(program, timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });

    child.stdout.on('data', (bytes: Buffer) => {
      output.push(bytes);
      outputBytes += bytes.length;
      if (outputBytes > maxOutputBytes) giveUp(outputError(program));
    });
    child.stderr.on('data', (bytes: Buffer) => {
      errors = Buffer.concat([errors, bytes]).subarray(-keptErrorBytes);
    });
    child.on('error', error => settle(() => reject(startError(error, program))));
    child.on('close', finish);
    child.on('exit', (code, name) => {
      // The timer may be due before output that has already arrived was read.
      setTimeout(() => setImmediate(finish, code, name), lingerMs).unref();
    });
  });
}

/** spawn throws some errors and emits others. */
function startProgram(program: Program) {
  const { file, args, cwd } = program;
  try {
    return spawn(file, args, {
      cwd,
      env: withoutSecrets(program),
      detached: process.platform !== 'win32',
      stdio: 'pipe',
      windowsHide: true,
    });
  } catch (error) {
    throw error instanceof Error ? startError(error, program) : error;
  }
}

function withoutSecrets({ env, secretVariables }: Program): Environment {
  const secrets = ['RUNLENS_', ...secretVariables];
  const isSecret = (name: string) => secrets.some(secret => name.startsWith(secret));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isSecret(name)));
}

function endGroup(child: ChildProcess): void {
  sendSignal(child, 'SIGTERM', true);
  const force = setTimeout(() => sendSignal(child, 'SIGKILL', true), killAfterMs);
  child.once('exit', () => {
    if (child.pid === undefined || !isGroupRunning(child.pid)) clearTimeout(force);
  });
}

function timeoutError({ name }: Program, timeoutMs: number): InspectorError {
  const hint = 'it was stopped; run it by hand to see what it waits for';
  return new InspectorError('timeout', `${name} did not end within ${timeoutMs / 1_000} s`, { hint });
}

function outputError({ name }: Program): InspectorError {
  const hint = 'it was stopped; run it by hand to see what it prints';
  return new InspectorError('unreadable', `${name} printed more than ${maxOutputBytes / 2 ** 20} MB`, {
    hint,
  });
}

function startError(cause: Error, { file }: Program): unknown {
  const code = errorCode(cause);
  if (code === undefined) return cause;
  if (code === 'E2BIG')
    return new InspectorError('usage', 'the input is too long for a command line', { cause });
  const hint = 'run it by hand to see why';
  return new InspectorError('unreachable', `cannot start ${file}: ${code}`, { hint, cause });
}
