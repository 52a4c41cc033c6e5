import { setTimeout as pause } from 'node:timers/promises';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { isActive, type RunStatus } from '../../model/status.ts';

/** A run whose process died changes nothing in the store, so a look from time to time is needed too. */
const lookAgainMs = 1000;

/** Follows a run until it has ended, however long that takes, and tells how it ended. */
export async function waitForEnd(store: RunStore, id: string, signal: AbortSignal): Promise<RunStatus> {
  const listening = new AbortController();
  const ending = AbortSignal.any([signal, listening.signal]);
  const changes = store.changes(ending)[Symbol.asyncIterator]();
  let next = changes.next();
  try {
    for (;;) {
      const run = await store.getRun(id, { signal });
      if (!run) throw new InspectorError('not-found', `run ${id} is gone`);
      if (!isActive(run)) return run.status;
      const change = await Promise.race([next, pause(lookAgainMs, undefined, { signal: ending })]);
      if (change !== undefined) next = changes.next();
      signal.throwIfAborted();
    }
  } finally {
    listening.abort();
    next.catch(() => {});
  }
}
