import { withTimeout } from '../../async/with-timeout.ts';

/** Work that must not be cut off when the user quits or switches stores. */
export type UnfinishedWork = {
  readonly add: (work: Promise<void>) => Promise<void>;
  /** Resolves when all of it has ended, or after a timeout. */
  readonly ended: (longestMs?: number) => Promise<void>;
};

const longestWaitMs = 3000;

export function createUnfinishedWork(): UnfinishedWork {
  const unfinished = new Set<Promise<void>>();
  return {
    add: work => {
      const working = work.finally(() => unfinished.delete(working));
      unfinished.add(working);
      return working;
    },
    ended: (longestMs = longestWaitMs) => withTimeout(Promise.allSettled(unfinished), longestMs),
  };
}
