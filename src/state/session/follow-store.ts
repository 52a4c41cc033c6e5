import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { InspectorError } from '../../model/errors.ts';

type Listener = {
  readonly now: () => number;
  readonly onChanged: () => Promise<void>;
  readonly onError: (error: InspectorError) => void;
};

type Pace = {
  readonly leastRestMs: number;
  /** The rest after an answer, as a multiple of the time that it took. */
  readonly restFactor: number;
};

/** A local store is read on this thread, which also answers the keys. */
const localPace: Pace = { leastRestMs: 250, restFactor: 8 };
const remotePace: Pace = { leastRestMs: 500, restFactor: 1 };

/**
 * Follows a store's changes until the signal aborts. Changes that come while one is answered, or during the
 * rest after it, are answered together; the last one always is.
 */
export async function followStore(store: RunStore, signal: AbortSignal, listener: Listener): Promise<void> {
  const { now, onChanged, onError } = listener;
  const { leastRestMs, restFactor } = store.target.isRemote ? remotePace : localPace;
  const answer = coalesceCalls(async () => {
    if (signal.aborted) return;
    const startedAt = now();
    await onChanged();
    await sleep(Math.max(leastRestMs, (now() - startedAt) * restFactor), signal);
  });
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  const follow = async (): Promise<void> => {
    for await (const change of store.changes(signal)) {
      if (change.type === 'error') onError(change.error);
      else answer().catch(fail);
    }
  };
  await Promise.race([follow(), failed]);
}
