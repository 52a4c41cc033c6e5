/** Holds the latest change under each key until it is read. */
export type ChangeQueue<Change extends { readonly type: string }> = {
  push(change: Change, key?: string): void;
  /** Makes the reader reject with an error that is a bug. */
  fail(bug: unknown): void;
  read(signal: AbortSignal): AsyncGenerator<Change>;
};

export function createChangeQueue<Change extends { readonly type: string }>(): ChangeQueue<Change> {
  const waiting = new Map<string, Change>();
  let failure: { readonly bug: unknown } | undefined;
  let wake = () => {};
  return {
    push: (change, key = change.type) => {
      waiting.delete(key);
      waiting.set(key, change);
      wake();
    },
    fail: bug => {
      failure ??= { bug };
      wake();
    },
    read: async function* (signal) {
      const onAbort = () => wake();
      signal.addEventListener('abort', onAbort);
      try {
        while (!signal.aborted) {
          if (failure) throw failure.bug;
          const [oldest] = waiting;
          if (!oldest) await new Promise<void>(resolve => (wake = resolve));
          else if (waiting.delete(oldest[0])) yield oldest[1];
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
