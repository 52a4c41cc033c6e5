import { sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { restAfterRead } from './read-pace.ts';

/** A run whose process died changes nothing in the store, so runs are read from time to time as well. */
const readEveryMs = 1_000;

export type BetweenReads = {
  /** Resolves when the store has changed, or a second has passed, but not before it had a rest. */
  readonly wait: (tookMs: number) => Promise<void>;
  readonly stop: () => void;
};

/** The waits between two reads of what is followed. `wait` rejects when the signal aborts. */
export function openBetweenReads(store: RunStore, signal: AbortSignal): BetweenReads {
  const leaving = new AbortController();
  const either = AbortSignal.any([signal, leaving.signal]);
  const changes = store.changes(either)[Symbol.asyncIterator]();
  let next = changes.next();
  return {
    async wait(tookMs) {
      await sleep(restAfterRead(store.target, tookMs), either);
      const change = await Promise.race([next, sleep(readEveryMs, either)]);
      if (change !== undefined) next = changes.next();
      signal.throwIfAborted();
    },
    stop() {
      leaving.abort();
      next.catch(() => {});
    },
  };
}
