import { cpus, loadavg, release, totalmem } from 'node:os';

/** Where and when it was measured, in words. */
export function describeMachine(now: Date): readonly string[] {
  const [processor] = cpus();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`;
  const load = loadavg()
    .map(value => value.toFixed(1))
    .join(', ');
  return [
    `${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, ${memory}, ${process.platform} ${release()}`,
    `Node ${process.versions.node}, ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `load averages over 1, 5 and 15 minutes: ${load}`,
  ];
}
