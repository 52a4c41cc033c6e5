import { sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { actOnRuns } from '../acts/act-on-runs.ts';
import { appearsWithinMs, readEveryMs } from './follow-run.ts';
import { restAfterRead, timeRead } from './read-pace.ts';
import { type Outage, untilRead } from './until-read.ts';

type FollowOptions = Outage & {
  /** Called with a run each time that it was read. */
  readonly onRead: (address: string, run: Run) => void;
};

/**
 * Follows runs that were only just started until each has ended, however long that takes. Gives those up that
 * the store does not have after 30 s. Rejects when the signal aborts, and with errors that do not pass.
 */
export async function followRuns(
  store: RunStore,
  addresses: readonly string[],
  { signal, onOutage, onRead }: FollowOptions,
): Promise<void> {
  const leaving = new AbortController();
  const either = AbortSignal.any([signal, leaving.signal]);
  const changes = store.changes(either)[Symbol.asyncIterator]();
  const startedAt = performance.now();
  const pending = new Set(addresses);
  const missing = new Set(addresses);
  const note = (address: string, run: Run): void => {
    missing.delete(address);
    if (!isActive(run)) pending.delete(address);
    onRead(address, run);
  };
  let next = changes.next();
  try {
    for (;;) {
      const read = () => timeRead(() => readEach(store, [...pending], note, signal));
      const { tookMs } = await untilRead(read, { signal, onOutage });
      signal.throwIfAborted();
      if (performance.now() - startedAt >= appearsWithinMs)
        for (const address of missing) pending.delete(address);
      if (pending.size === 0) return;
      await sleep(restAfterRead(store.target, tookMs), either);
      const change = await Promise.race([next, sleep(readEveryMs, either)]);
      if (change !== undefined) next = changes.next();
      signal.throwIfAborted();
    }
  } finally {
    leaving.abort();
    next.catch(() => {});
  }
}

/** Reads every run, and then throws the first error. */
async function readEach(
  store: RunStore,
  addresses: readonly string[],
  note: (address: string, run: Run) => void,
  signal: AbortSignal,
): Promise<void> {
  const errors: InspectorError[] = [];
  const perform = async (address: string): Promise<void> => {
    try {
      const run = await store.getRun(address, { include: { lazyPayloads: true }, signal });
      if (run) note(address, run);
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
      errors.push(error);
    }
  };
  await actOnRuns({ addresses, perform, stop: signal });
  if (errors[0]) throw errors[0];
}
