import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** Where, when and beside what it was measured, in words. */
export function describeMachine(now: Date): readonly string[] {
  const [processor] = cpus();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`;
  const load = loadavg()
    .map(value => value.toFixed(1))
    .join(', ');
  const priority = hasRealTimePriority()
    ? '; measured with real-time priority, which other work had not'
    : '';
  return [
    `${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, ${memory}, ${process.platform} ${release()}`,
    `Node ${process.versions.node}, ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `load averages over 1, 5 and 15 minutes before it began: ${load}${priority}`,
  ];
}

/**
 * The scheduling policy is the 41st field of Linux's line about a process; the second one, in brackets, may
 * hold spaces.
 */
function hasRealTimePriority(): boolean {
  if (process.platform !== 'linux') return false;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields[38] === '1' || fields[38] === '2';
}
