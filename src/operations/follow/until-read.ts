import { doublingMs } from '../../async/backoff.ts';
import { sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';
import { restAfterRead } from './read-pace.ts';

export type Outage = {
  readonly signal: AbortSignal;
  /** Called once for each time that the store is away; `undefined` once it answers again. */
  readonly onOutage: (error: InspectorError | undefined) => void;
};

/** `not-found`: a file of runs is removed and made anew, as is a server's path while it is deployed. */
const passing: readonly InspectorErrorKind[] = [
  ...(['unreachable', 'timeout', 'unreadable', 'conflict', 'not-found'] as const),
];
const firstWaitMs = 500;
const longestWaitMs = 8_000;

/** Reads again, later each time, while the store is away; rejects with errors that do not pass. */
export async function untilRead<T>(read: () => Promise<T>, { signal, onOutage }: Outage): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      const result = await read();
      if (failures > 0) onOutage(undefined);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof InspectorError) || !passing.includes(error.kind)) throw error;
      if (failures === 0) onOutage(error);
    }
    await sleep(doublingMs(failures + 1, firstWaitMs, longestWaitMs), signal);
    signal.throwIfAborted();
  }
}

/** A run whose process died changes nothing in the store, so runs are read from time to time as well. */
const readEveryMs = 1_000;

type BetweenReads = {
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
