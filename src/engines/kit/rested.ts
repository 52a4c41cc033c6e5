import { untilAborted } from '../../async/deadline.ts';
import type { Signal } from './run-source.ts';

/** Work is repeated after this many times the time that it took. */
const restShare = 100;

type Rest = {
  readonly leastMs?: number;
  /** Answers that took less are not reused. */
  readonly briefMs?: number;
};

export type Rested<T> = ((options?: Signal) => Promise<T>) & {
  /** Differs once a reused answer may be read anew. */
  readonly version: () => number;
};

/** Reuses the last answer for a while; a failure is not kept. */
export function createRested<T>(work: () => Promise<T>, { leastMs = 0, briefMs = 0 }: Rest = {}): Rested<T> {
  let last: Promise<T> | undefined;
  let until = 0;
  let isGivenAgain = false;
  let version = 0;
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
  const read = ({ signal }: Signal = {}) => {
    if (last === undefined || performance.now() >= until) {
      until = Number.POSITIVE_INFINITY;
      isGivenAgain = false;
      last = begin();
    } else isGivenAgain = true;
    // Aborting ends this wait alone: others may wait for the same answer.
    return signal ? untilAborted(last, signal) : last;
  };
  return Object.assign(read, {
    version() {
      if (isGivenAgain && performance.now() >= until) {
        isGivenAgain = false;
        version += 1;
      }
      return version;
    },
  });
}
