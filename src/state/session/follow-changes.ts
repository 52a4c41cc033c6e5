import type { RunStore } from '../../contract/run-store.ts';
import type { InspectorError } from '../../model/errors.ts';
import { isRemote } from './is-remote.ts';

type Listener = {
  readonly now: () => number;
  readonly onChanged: () => Promise<void>;
  readonly onError: (error: InspectorError) => void;
};

type Pace = {
  readonly leastMs: number;
  /** So many times what an answer took is left to the keys. */
  readonly restForWork: number;
};

/** Reading a near store takes this thread's time; reading a far one takes its server's, and the network's. */
const paces: Readonly<Record<'near' | 'far', Pace>> = {
  near: { leastMs: 250, restForWork: 8 },
  far: { leastMs: 500, restForWork: 1 },
};

/**
 * Follows a store's changes until the signal aborts. However fast they come, they are answered at most four
 * times a second, and the last one always is.
 */
export async function followChanges(store: RunStore, signal: AbortSignal, listener: Listener): Promise<void> {
  const { leastMs, restForWork } = paces[isRemote(store.target) ? 'far' : 'near'];
  let answering: Promise<void> | undefined;
  let isPending = false;
  const answer = async (): Promise<void> => {
    while (isPending && !signal.aborted) {
      isPending = false;
      const startedAt = listener.now();
      await listener.onChanged();
      const tookMs = listener.now() - startedAt;
      await pause(Math.max(leastMs, tookMs * restForWork), signal);
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
