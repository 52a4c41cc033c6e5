import { untilAborted } from '../../async/deadline.ts';
import type { Signal } from './run-source.ts';

/** An answer is reused for this many times as long as it took. */
const reuseFactor = 100;

type CacheTimes = {
  readonly leastMs?: number;
  /** Answers that took less are not reused. */
  readonly briefMs?: number;
};

export type CachedRead<T> = ((options?: Signal) => Promise<T>) & {
  /** Differs once a reused answer may be read anew. */
  readonly version: () => number;
};

/** Reuses the last answer for a while; a failure is not kept. */
export function createCachedRead<T>(
  work: () => Promise<T>,
  { leastMs = 0, briefMs = 0 }: CacheTimes = {},
): CachedRead<T> {
  let last: Promise<T> | undefined;
  let until = 0;
  let isReused = false;
  let version = 0;
  const begin = async () => {
    const start = performance.now();
    try {
      const answer = await work();
      const took = performance.now() - start;
      until = took < briefMs ? 0 : performance.now() + Math.max(leastMs, took * reuseFactor);
      return answer;
    } catch (error) {
      until = 0;
      throw error;
    }
  };
  const read = ({ signal }: Signal = {}) => {
    if (last === undefined || performance.now() >= until) {
      until = Number.POSITIVE_INFINITY;
      isReused = false;
      last = begin();
    } else isReused = true;
    // Aborting ends this wait alone: others may wait for the same answer.
    return signal ? untilAborted(last, signal) : last;
  };
  return Object.assign(read, {
    version() {
      if (isReused && performance.now() >= until) {
        isReused = false;
        version += 1;
      }
      return version;
    },
  });
}
