import { readFileSync } from 'node:fs';

/** The memory of a process that is in RAM, in bytes, as Linux tells it. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`no memory is told of process ${pid}`);
  return Number(kilobytes) * 1_024;
}
