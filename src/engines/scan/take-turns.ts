import { setImmediate as turn } from 'node:timers/promises';

const turnMs = 4;

/** Lets others have their turn on this thread when it is time; to be awaited between small pieces of work. */
export function createTurns(signal: AbortSignal | undefined): {
  readonly isDue: () => boolean;
  readonly take: () => Promise<void>;
} {
  let end = performance.now() + turnMs;
  return {
    isDue: () => performance.now() >= end,
    take: async () => {
      await turn();
      signal?.throwIfAborted();
      end = performance.now() + turnMs;
    },
  };
}
