import { untilAborted } from '../../async/until-aborted.ts';

type SharedRead<T> = {
  readonly value: Promise<T>;
  readonly aborting: AbortController;
  readers: number;
  /** When the answer is read again; absent while it is being read. */
  staleAt?: number;
};

const maxKept = 50;

/**
 * Answers by key, each read once for all readers at the same time or soon after: a read starts processes. One
 * without a reader left is aborted. `keepMs` says how long an answer stays fresh.
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
    /** Rejects with the signal's reason when it aborts. */
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
