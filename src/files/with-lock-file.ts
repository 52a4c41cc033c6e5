import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { errorCode } from '../model/errors.ts';

const pauseMs = 2;
/** The work takes a few ms: who holds a lock for so long was stopped, or is on another machine. */
const longestHoldMs = 10_000;
const longestWaitMs = longestHoldMs + 2_000;

/** Runs short work that no other process runs meanwhile. The lock of a program that is gone is taken over. */
export function withLockFile<T>(lock: string, work: () => T): T {
  const isHeld = acquire(lock, performance.now() + longestWaitMs);
  try {
    return work();
  } finally {
    if (isHeld) rmSync(lock, { force: true });
  }
}

function acquire(lock: string, until: number): boolean {
  while (performance.now() < until) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
  return false;
}

function isAbandoned(lock: string): boolean {
  try {
    const age = Date.now() - statSync(lock).mtimeMs;
    return age > longestHoldMs || isGone(Number(readFileSync(lock, 'utf8')));
  } catch {
    return false;
  }
}

/** A lock without a number is about to get it. */
function isGone(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}
