import { sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';

const retryMs = 1_000;

type Listeners = {
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
};

/** Follows a store's changes until the signal aborts; starts again when they end. */
export async function followChanges(
  store: RunStore,
  signal: AbortSignal,
  { onChange, onError }: Listeners,
): Promise<void> {
  while (!signal.aborted) {
    // The store may have changed before.
    onChange();
    try {
      for await (const change of store.changes(signal)) {
        if (signal.aborted) return;
        if (change.type === 'changed') onChange();
        else onError(change.error);
      }
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
    await sleep(retryMs, signal);
  }
}
