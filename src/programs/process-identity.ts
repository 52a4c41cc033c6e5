import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from '../model/errors.ts';

/** A pid alone may be that of another process by now. */
type ProcessIdentity = { readonly pid: number; readonly processStart: string; readonly host: string };

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, processStart: readStart(process.pid) ?? '', host: hostIdentity() };
}

let host: string | undefined;

/** Host, boot and process namespace: pids are comparable only where all three are equal. */
export function hostIdentity(): string {
  host ??= [
    hostname(),
    tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    tryRead(() => readlinkSync('/proc/self/ns/pid')),
  ]
    .filter(part => part !== undefined)
    .join(' ');
  return host;
}

/** Whether a process of this host is alive. Never blocks: a result of `ps` is used from the next call on. */
export function isProcessAlive({ pid, processStart }: ProcessIdentity): boolean {
  if (!hasProcess(pid)) return false;
  if (processStart === '') return true;
  const start = process.platform === 'linux' ? linuxStart(pid) : knownStart(pid);
  return start === undefined || start === processStart;
}

/** Whether a process of this host has not ended; elsewhere than on Linux also until its parent knows. */
export function isRunning(pid: number): boolean {
  return hasProcess(pid) && (process.platform !== 'linux' || linuxStart(pid) !== 'ended');
}

/** Whether any process of a group has not ended; elsewhere than on Linux also until its parent knows. */
export function isGroupRunning(group: number): boolean {
  if (!hasProcess(-group)) return false;
  return process.platform !== 'linux' || readdirSync('/proc').some(name => isMember(name, group));
}

/** The group is field 5 of `/proc/<pid>/stat`. */
function isMember(name: string, group: number): boolean {
  if (!/^\d+$/.test(name)) return false;
  const [state = '', , ofGroup] = statFields(Number(name)) ?? [];
  return Number(ofGroup) === group && !hasEnded(state);
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function readStart(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStart(pid);
  if (process.platform === 'win32') return undefined;
  return tryRead(() =>
    childProcess()
      .execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C' } })
      .trim(),
  );
}

/**
 * Field 22 of `/proc/<pid>/stat` (proc(5)), in clock ticks since boot. The command in parentheses may contain
 * spaces. A process in state Z or X has ended: its start equals no other.
 */
function linuxStart(pid: number): string | undefined {
  const fields = statFields(pid);
  return hasEnded(fields?.[0] ?? '') ? 'ended' : fields?.[19];
}

const tickMs = 10;

/** When a process of this machine began, in epoch ms; known on Linux alone. */
export function processStartedAt(pid: number): number | undefined {
  const [own, its] = [process.pid, pid].map(id => Number(statFields(id)?.[19]));
  const startedAt = Date.now() - process.uptime() * 1_000 + (Number(its) - Number(own)) * tickMs;
  return Number.isFinite(startedAt) ? startedAt : undefined;
}

/** From field 3 on. */
function statFields(pid: number): readonly string[] | undefined {
  const stat = tryRead(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function hasEnded(state: string): boolean {
  return state === 'Z' || state === 'X';
}

// Loaded on first use: it takes 8 ms, which would delay the first frame.
function childProcess() {
  return process.getBuiltinModule('node:child_process');
}

const starts = new Map<number, { readonly at: number; readonly start?: string }>();

function knownStart(pid: number): string | undefined {
  const known = starts.get(pid);
  if (process.platform !== 'win32' && (known === undefined || Date.now() - known.at > 5_000)) {
    starts.set(pid, { at: Date.now(), start: known?.start });
    const { execFile } = childProcess();
    execFile('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { LC_ALL: 'C' } }, (error, stdout) => {
      if (!error) starts.set(pid, { at: Date.now(), start: stdout.trim() });
    }).unref();
  }
  return known?.start;
}

function tryRead(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
