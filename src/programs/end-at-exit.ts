import type { ChildProcess } from 'node:child_process';
import { errorCode } from '../model/errors.ts';
import { isGroupRunning, isRunning } from './process-identity.ts';

const hasGroups = process.platform !== 'win32';

/** How long programs may take to end by themselves when this process ends. */
export const exitGraceMs = 1_000;
const pauseMs = 10;

const running = new Map<ChildProcess, { readonly isGroup: boolean }>();

/** At every end of this process but SIGKILL. `isGroup`: with all that a `detached` program has started. */
export function endAtExit(child: ChildProcess, { isGroup }: { readonly isGroup: boolean }): void {
  if (running.size === 0) process.on('exit', endAll);
  running.set(child, { isGroup: isGroup && hasGroups });
  const forget = () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', endAll);
  };
  child.once('exit', forget).once('error', forget);
}

export function sendSignal(child: ChildProcess, name: 'SIGTERM' | 'SIGKILL', isGroup: boolean): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    process.kill(isGroup && hasGroups ? -pid : pid, name);
  } catch (error) {
    // It has exited already, or the process is no longer ours.
    const code = errorCode(error);
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/** Blocks: no timer runs while a process exits. */
function endAll(): void {
  // A terminal that is closed hangs up more than once.
  for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(name, () => {});
  for (const [child, { isGroup }] of running) sendSignal(child, 'SIGTERM', isGroup);
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; waitedMs < exitGraceMs && [...running].some(isAlive); waitedMs += pauseMs)
    Atomics.wait(cell, 0, 0, pauseMs);
  for (const [child, { isGroup }] of running) sendSignal(child, 'SIGKILL', isGroup);
}

function isAlive([{ pid }, { isGroup }]: readonly [ChildProcess, { readonly isGroup: boolean }]): boolean {
  return pid !== undefined && (isGroup ? isGroupRunning(pid) : isRunning(pid));
}
