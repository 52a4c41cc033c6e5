import { availableParallelism, loadavg } from 'node:os';

/**
 * For a test that something comes within a time. What is too slow by itself is too slow every time; what a
 * busy machine holds up is not.
 */
export const inTime = { retry: 3 };

/**
 * How long to wait for what has no limit of its own: it ends a test that would wait for ever, and a machine
 * with much else to do takes many seconds for what is done in one.
 */
export const patienceMs = 60_000;

/** A time limit that a quiet machine must keep, and a busy one in proportion to what waits for its cores. */
export function scaleToLoad(ms: number): number {
  const [lastMinute = 0] = loadavg();
  return Math.round(ms * Math.max(1, lastMinute / availableParallelism()));
}
