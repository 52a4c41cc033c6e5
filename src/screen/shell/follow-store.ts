import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { InspectorError } from '../../model/errors.ts';
import { createReadPace } from '../../operations/follow/read-pace.ts';

type Listener = {
  readonly now: () => number;
  readonly onChanged: () => Promise<void>;
  readonly onError: (error: InspectorError) => void;
};

/**
 * Calls `onChanged` for a store's changes until the signal aborts. Changes during a call, or the rest after
 * it, are handled by one further call.
 */
export async function followStore(store: RunStore, signal: AbortSignal, listener: Listener): Promise<void> {
  const { now, onChanged, onError } = listener;
  const restAfter = createReadPace(store.target, now);
  const answer = coalesceCalls(async () => {
    if (signal.aborted) return;
    const startedAt = now();
    await onChanged();
    await sleep(restAfter(now() - startedAt), signal);
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
