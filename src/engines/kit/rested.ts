import { untilAborted } from '../../async/until-aborted.ts';
import type { Signal } from './run-source.ts';

/** Work that reads very much is done again after so many times the time that it took. */
const restShare = 100;

type Rest = {
  readonly leastMs?: number;
  /** What took less than this is not used again. */
  readonly briefMs?: number;
};

/** Gives the last answer for a while. Nothing is kept of a failure. */
export function createRested<T>(
  work: () => Promise<T>,
  { leastMs = 0, briefMs = 0 }: Rest = {},
): (options?: Signal) => Promise<T> {
  let last: Promise<T> | undefined;
  let until = 0;
  const begin = async () => {
    const start = performance.now();
    try {
      const answer = await work();
      const took = performance.now() - start;
      until = took < briefMs ? 0 : performance.now() + Math.max(leastMs, took * restShare);
      return answer;
    } catch (error) {
      until = 0;
      throw error;
    }
  };
  return ({ signal } = {}) => {
    if (last === undefined || performance.now() >= until) {
      until = Number.POSITIVE_INFINITY;
      last = begin();
    }
    // Others may wait for it, too.
    return signal ? untilAborted(last, signal) : last;
  };
}
