import { InspectorError } from '../model/errors.ts';
import { createDeadline } from './deadline.ts';

/** Rejects calls of a closed remote store, or with an aborted signal. */
export type StoreGuard = {
  readonly call: <T>(signal: AbortSignal | undefined, work: () => Promise<T>) => Promise<T>;
  /** Also sets `hasRead`: the shown data may have changed before `follow` begins. */
  readonly read: <T>(signal: AbortSignal | undefined, work: () => Promise<T>) => Promise<T>;
  readonly hasRead: () => boolean;
  /** When a read was last answered, by `performance.now()`; before all times if none was. */
  readonly answeredAt: () => number;
  /** Passes on a signal that also aborts when the store is closed. */
  readonly follow: <T>(
    signal: AbortSignal,
    follow: (either: AbortSignal) => AsyncIterable<T>,
  ) => AsyncGenerator<T>;
  readonly close: () => void;
};

export function createStoreGuard(location: string): StoreGuard {
  const closing = new AbortController();
  let hasRead = false;
  let answeredAt = Number.NEGATIVE_INFINITY;
  const call: StoreGuard['call'] = async (signal, work) => {
    if (closing.signal.aborted) throw new InspectorError('conflict', `${location} was closed`);
    signal?.throwIfAborted();
    return work();
  };
  return {
    call,
    read: async (signal, work) => {
      hasRead = true;
      const answer = await call(signal, work);
      answeredAt = performance.now();
      return answer;
    },
    hasRead: () => hasRead,
    answeredAt: () => answeredAt,
    async *follow(signal, follow) {
      const either = createDeadline([signal, closing.signal]);
      try {
        yield* follow(either.signal);
      } finally {
        either.end();
      }
    },
    close: () => closing.abort(),
  };
}
