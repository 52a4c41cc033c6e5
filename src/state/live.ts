import type { InspectorError } from '../model/errors.ts';
import type { RunStore } from '../stores/store.ts';

type Listener = {
  readonly now: () => number;
  readonly onChanged: () => Promise<void>;
  readonly onError: (error: InspectorError) => void;
};

const leastMsBetween = 250;
/** However long an answer takes, most of the time is left to the keys. */
const restForWork = 8;

/**
 * Follows a store's changes until the signal aborts. However fast they come, they are answered at most four times a
 * second, and the last one always is.
 */
export async function followChanges(store: RunStore, signal: AbortSignal, listener: Listener): Promise<void> {
  let answering: Promise<void> | undefined;
  let isPending = false;
  const answer = async (): Promise<void> => {
    while (isPending && !signal.aborted) {
      isPending = false;
      const startedAt = listener.now();
      await listener.onChanged();
      const tookMs = listener.now() - startedAt;
      await pause(Math.max(leastMsBetween, tookMs * restForWork), signal);
    }
    answering = undefined;
  };
  for await (const change of store.changes(signal)) {
    if (change.type === 'error') {
      listener.onError(change.error);
      continue;
    }
    isPending = true;
    answering ??= answer();
  }
  await answering;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
