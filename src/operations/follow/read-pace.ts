import { doublingMs, sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';

const leastRestMs = { local: 250, remote: 400 } as const;
/** A multiple of what a read takes: the screen reads a local store on the thread that answers keys. */
const besideKeysFactor = 8;

export function restAfterRead(
  { isRemote }: Pick<TargetInfo, 'isRemote'>,
  tookMs: number,
  { hasKeys = false }: { readonly hasKeys?: boolean } = {},
): number {
  const least = isRemote ? leastRestMs.remote : leastRestMs.local;
  return Math.max(least, tookMs * (hasKeys && !isRemote ? besideKeysFactor : 1));
}

const quickRestMs = 75;
const mostQuick = 8;

/**
 * The rests of a screen that reads every change: short ones for the first few changes, since a change that
 * falls into a rest is seen late, and those of `restAfterRead` while changes go on.
 */
export function createReadPace(target: Pick<TargetInfo, 'isRemote'>, now: () => number) {
  const least = restAfterRead(target, 0);
  /** Grows by one for each least rest that passes, and shrinks by one for each read. */
  let quickLeft = mostQuick;
  let countedAt = now();
  return (tookMs: number): number => {
    const at = now();
    quickLeft = Math.min(mostQuick, quickLeft + Math.max(0, at - countedAt) / least);
    countedAt = at;
    const isQuick = quickLeft >= 1;
    quickLeft -= 1;
    const rest = restAfterRead(target, tookMs, { hasKeys: true });
    return isQuick && rest === least ? quickRestMs : rest;
  };
}

export async function timeRead<T>(
  read: () => Promise<T>,
): Promise<{ readonly result: T; readonly tookMs: number }> {
  const startedAt = performance.now();
  const result = await read();
  return { result, tookMs: performance.now() - startedAt };
}

export type Outage = {
  readonly signal: AbortSignal;
  /** Called once for each outage; `undefined` once the store answers again. */
  readonly onOutage: (error: InspectorError | undefined) => void;
};

/** `not-found`: a file of runs is removed and made anew, as is a server's path while it is deployed. */
const passing: InspectorErrorKind[] = ['unreachable', 'timeout', 'unreadable', 'conflict', 'not-found'];
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

/** A run whose process died changes nothing in the store, so runs are also read from time to time. */
const defaultEveryMs = 1_000;

/** `wait` rejects when the signal aborts. */
export function openBetweenReads(store: RunStore, signal: AbortSignal, everyMs = defaultEveryMs) {
  const leaving = new AbortController();
  const either = AbortSignal.any([signal, leaving.signal]);
  const changes = store.changes(either)[Symbol.asyncIterator]();
  let next = changes.next();
  return {
    /** Rests, then resolves at the next change or after `everyMs`; where there is more to read, at once. */
    async wait(tookMs: number, hasMore = false): Promise<void> {
      await sleep(restAfterRead(store.target, tookMs), either);
      const change = hasMore ? undefined : await Promise.race([next, sleep(everyMs, either)]);
      if (change !== undefined) next = changes.next();
      signal.throwIfAborted();
    },
    stop() {
      leaving.abort();
      next.catch(() => {});
    },
  };
}
