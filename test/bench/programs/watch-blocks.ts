import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Imported by a program before all else: notes each time for which its main thread did not get to its timers.
const tickMs = 1;
const leastMs = 5;
const path = process.env.RUNLENS_BENCH_BLOCKS;

if (isMainThread && path !== undefined) {
  const workedMs = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let last = { at: performance.now(), cpuMs: workedMs() };
  const look = () => {
    const now = { at: performance.now(), cpuMs: workedMs() };
    const ms = now.at - last.at - tickMs;
    const endAt = performance.timeOrigin + now.at;
    if (ms >= leastMs) appendFileSync(path, `${endAt} ${ms} ${now.cpuMs - last.cpuMs}\n`);
    last = { at: performance.now(), cpuMs: workedMs() };
  };
  setInterval(look, tickMs).unref();
}
