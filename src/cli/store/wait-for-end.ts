import { sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { isActive, type RunStatus } from '../../model/status.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';

/** A run whose process died changes nothing in the store, so the run is read from time to time as well. */
const readEveryMs = 1000;

/** Waits until a run has ended, however long that takes, and resolves with its status. */
export async function waitForEnd(store: RunStore, id: string, signal: AbortSignal): Promise<RunStatus> {
  const waiting = new AbortController();
  const ending = AbortSignal.any([signal, waiting.signal]);
  const changes = store.changes(ending)[Symbol.asyncIterator]();
  let next = changes.next();
  try {
    for (;;) {
      const run = await store.getRun(id, { include: { lazyPayloads: true }, signal });
      if (!run) throw new InspectorError('not-found', noSuchRunText(store.target, id));
      if (!isActive(run)) return run.status;
      const change = await Promise.race([next, sleep(readEveryMs, ending)]);
      if (change !== undefined) next = changes.next();
      signal.throwIfAborted();
    }
  } finally {
    waiting.abort();
    next.catch(() => {});
  }
}
