import { untilAborted } from '../../async/until-aborted.ts';

type SharedRead<T> = {
  readonly value: Promise<T>;
  readonly aborting: AbortController;
  readers: number;
  /** `performance.now()` from which the value is stale; absent while reading. */
  staleAt?: number;
};

const maxKept = 50;

/**
 * Caches values by key, because a read starts processes. Concurrent readers share a read; it is aborted when
 * the last one leaves. `keepMs` returns how long a value stays fresh.
 */
export function createSharedReads<T>(keepMs: (value: T) => number) {
  const reads = new Map<string, SharedRead<T>>();

  function start(key: string, read: (signal: AbortSignal) => Promise<T>): SharedRead<T> {
    const aborting = new AbortController();
    const shared: SharedRead<T> = { value: read(aborting.signal), aborting, readers: 0 };
    const keep = (found: T) => {
      shared.staleAt = performance.now() + keepMs(found);
    };
    shared.value.then(keep, () => drop(key, shared));
    reads.delete(key);
    reads.set(key, shared);
    const [oldest] = reads.keys();
    if (reads.size > maxKept && oldest !== undefined) reads.delete(oldest);
    return shared;
  }

  function drop(key: string, shared: SharedRead<T>): void {
    if (reads.get(key) === shared) reads.delete(key);
  }

  return {
    /** Rejects with the signal's reason. */
    async read(key: string, read: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
      const kept = reads.get(key);
      const shared = kept && performance.now() < (kept.staleAt ?? Infinity) ? kept : start(key, read);
      shared.readers += 1;
      try {
        return await untilAborted(shared.value, signal);
      } finally {
        shared.readers -= 1;
        if (shared.readers === 0 && shared.staleAt === undefined) {
          drop(key, shared);
          shared.aborting.abort(signal.reason);
        }
      }
    },
    forget: (key: string) => reads.delete(key),
  };
}
