import { readFileSync, writeFileSync } from 'node:fs';

/** The memory of a process that is in RAM, in bytes, as Linux tells it. */
export function residentBytes(pid: number): number {
  return statusBytes(pid, 'VmRSS');
}

/** The most that it was since `forgetPeak`. */
export function peakBytes(pid: number): number {
  return statusBytes(pid, 'VmHWM');
}

export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function statusBytes(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`no memory is told of process ${pid}`);
  return Number(kilobytes) * 1_024;
}
