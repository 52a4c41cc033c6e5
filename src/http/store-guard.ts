import { createDeadline } from '../async/deadline.ts';
import { InspectorError } from '../model/errors.ts';

/** Rejects calls of a store over the network that is closed, or whose signal has aborted. */
export type StoreGuard = {
  readonly call: <T>(signal: AbortSignal | undefined, work: () => Promise<T>) => Promise<T>;
  /** The same for what is shown, and may have changed before the store's changes are followed. */
  readonly read: <T>(signal: AbortSignal | undefined, work: () => Promise<T>) => Promise<T>;
  readonly hasRead: () => boolean;
  /** Follows changes with a signal that aborts when the given one does, or when the store is closed. */
  readonly follow: <T>(
    signal: AbortSignal,
    follow: (either: AbortSignal) => AsyncIterable<T>,
  ) => AsyncGenerator<T>;
  readonly close: () => void;
};

export function createStoreGuard(location: string): StoreGuard {
  const closing = new AbortController();
  let hasRead = false;
  const call: StoreGuard['call'] = async (signal, work) => {
    if (closing.signal.aborted) throw new InspectorError('conflict', `${location} was closed`);
    signal?.throwIfAborted();
    return work();
  };
  return {
    call,
    read: (signal, work) => {
      hasRead = true;
      return call(signal, work);
    },
    hasRead: () => hasRead,
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
