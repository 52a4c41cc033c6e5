import { setTimeout as delay } from 'node:timers/promises';
import type { RunStore } from '../../contract/run-store.ts';
import type { InspectorError } from '../../model/errors.ts';

const retryMs = 1_000;

type Watched = {
  readonly changed: () => void;
  readonly failed: (error: InspectorError) => void;
  /** What no store should throw. */
  readonly broken: (error: unknown) => void;
};

/** Hears of a store's changes until the signal aborts, and starts again whenever the store stops telling. */
export async function followChanges(store: RunStore, signal: AbortSignal, told: Watched): Promise<void> {
  while (!signal.aborted) {
    // What happened while nobody listened is not known.
    told.changed();
    try {
      for await (const change of store.changes(signal)) {
        if (signal.aborted) return;
        if (change.type === 'changed') told.changed();
        else told.failed(change.error);
      }
    } catch (error) {
      if (!signal.aborted) told.broken(error);
    }
    await delay(retryMs, undefined, { signal }).catch(() => undefined);
  }
}
