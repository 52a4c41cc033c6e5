import { type RunSummary, runningMs, type Usual } from '../run.ts';
import { isActive } from '../status.ts';
import { formatDuration } from '../text/formats.ts';

/** How many times as long as usual: 3 where the median is a third. */
export function slowness(ms: number, usual: Usual): number {
  return ms / divisorOf(usual);
}

/** The divisor of a running time for its slowness. */
export function divisorOf({ medianMs }: Usual): number {
  return Math.max(1, medianMs);
}

/**
 * What is compared with the usual, in ms: without the time that the run slept or waited. `undefined` before
 * it started, and while its status is unknown, because it may be paused.
 */
export function comparedMs(run: RunSummary, now: number): number | undefined {
  return run.status === 'unknown' && isActive(run) ? undefined : runningMs(run, now);
}

/** `undefined` where there is nothing to compare, or nothing is usual. */
export function runSlowness(run: RunSummary, now: number): number | undefined {
  const ms = comparedMs(run, now);
  return ms === undefined || run.usual === undefined ? undefined : slowness(ms, run.usual);
}

/** How many times as long as usual a run took or takes, if that is worth a mark. */
export function remarkableSlowness(run: RunSummary, now: number): number | undefined {
  const ms = comparedMs(run, now);
  return ms !== undefined && run.usual && isSlow(ms, run.usual) ? slowness(ms, run.usual) : undefined;
}

const leastSlowness = 1.5;
/** A smaller difference is not noticed, and may come from the clock. */
const leastMsMore = 10;

/** Whether it is worth a mark: clearly above the median, and as long as the longest successes. */
export function isSlow(ms: number, usual: Usual): boolean {
  const isMore = slowness(ms, usual) >= leastSlowness && ms - usual.medianMs >= leastMsMore;
  return isMore && ms >= usual.p95Ms;
}

/** `0.4×`, `3.1×`, `12×`, `>999×`. */
export function formatSlowness(times: number): string {
  if (times >= 999.5) return '>999×';
  if (times >= 9.95) return `${Math.round(times)}×`;
  return times < 0.05 ? '<0.1×' : `${times.toFixed(1)}×`;
}

/** `usually 1.6s`; where `ms` is clearly more, `3.1× the usual 1.6s`. */
export function usualWords(ms: number | undefined, usual: Usual): string {
  const median = formatDuration(usual.medianMs);
  if (ms === undefined || !isSlow(ms, usual)) return `usually ${median}`;
  return `${formatSlowness(slowness(ms, usual))} the usual ${median}`;
}
