import { InspectorError } from '../model/errors.ts';
import { createDeadline } from './deadline.ts';

export type StoreGuard = ReturnType<typeof createStoreGuard>;

/** Rejects calls to a closed remote store, or with an aborted signal. */
export function createStoreGuard(location: string) {
  const closing = new AbortController();
  let hasRead = false;
  let answeredAt = Number.NEGATIVE_INFINITY;
  const call = async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    if (closing.signal.aborted) throw new InspectorError('conflict', `${location} was closed`);
    signal?.throwIfAborted();
    return work();
  };
  return {
    call,
    /** Also sets `hasRead`: shown data may change before `follow` begins. */
    read: async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
      hasRead = true;
      const answer = await call(signal, work);
      answeredAt = performance.now();
      return answer;
    },
    hasRead: () => hasRead,
    /** The time of the last answered read, by `performance.now()`; `-Infinity` without one. */
    answeredAt: () => answeredAt,
    /** Passes on a signal that also aborts when the store is closed. */
    async *follow<T>(
      signal: AbortSignal,
      follow: (either: AbortSignal) => AsyncIterable<T>,
    ): AsyncGenerator<T> {
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
