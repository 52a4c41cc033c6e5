/** Changes that wait for who reads them: of each type only the latest. */
export type ChangeQueue<Change extends { readonly type: string }> = {
  push(change: Change): void;
  /** Makes the reading reject with a bug. */
  fail(bug: unknown): void;
  read(signal: AbortSignal): AsyncGenerator<Change>;
};

export function createChangeQueue<Change extends { readonly type: string }>(): ChangeQueue<Change> {
  let waiting: readonly Change[] = [];
  let failure: { readonly bug: unknown } | undefined;
  let wake = () => {};
  return {
    push: change => {
      waiting = [...waiting.filter(other => other.type !== change.type), change];
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
          const [next, ...rest] = waiting;
          waiting = rest;
          if (next) yield next;
          else await new Promise<void>(resolve => (wake = resolve));
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
