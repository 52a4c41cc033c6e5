import { createDeadline } from '../async/deadline.ts';
import { InspectorError } from '../model/errors.ts';

/** What a store over the network may still be asked: closed and aborted come first. */
export type WhileOpen = {
  readonly act: <T>(signal: AbortSignal | undefined, ask: () => Promise<T>) => Promise<T>;
  /** The same, for what is shown to somebody, and may have changed by the time that changes are heard of. */
  readonly read: <T>(signal: AbortSignal | undefined, ask: () => Promise<T>) => Promise<T>;
  readonly hasRead: () => boolean;
  /** Follows until the signal aborts or the store is closed; after that it ends, whatever else happens. */
  readonly follow: <T>(
    signal: AbortSignal,
    follow: (either: AbortSignal) => AsyncIterable<T>,
  ) => AsyncGenerator<T>;
  readonly close: () => void;
};

export function createWhileOpen(location: string): WhileOpen {
  const closing = new AbortController();
  let hasRead = false;
  const act: WhileOpen['act'] = async (signal, ask) => {
    if (closing.signal.aborted) throw new InspectorError('conflict', `${location} was closed`);
    signal?.throwIfAborted();
    return ask();
  };
  return {
    act,
    read: (signal, ask) => {
      hasRead = true;
      return act(signal, ask);
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
