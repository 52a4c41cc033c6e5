import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { actOnRuns } from '../acts/act-on-runs.ts';
import { appearsWithinMs } from './follow-run.ts';
import { type Outage, openBetweenReads, timeRead, untilRead } from './read-pace.ts';

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
  const between = openBetweenReads(store, signal);
  const startedAt = performance.now();
  const pending = new Set(addresses);
  const missing = new Set(addresses);
  const note = (address: string, run: Run): void => {
    missing.delete(address);
    if (!isActive(run)) pending.delete(address);
    onRead(address, run);
  };
  try {
    for (;;) {
      const read = () => timeRead(() => readEach(store, [...pending], note, signal));
      const { tookMs } = await untilRead(read, { signal, onOutage });
      signal.throwIfAborted();
      if (performance.now() - startedAt >= appearsWithinMs)
        for (const address of missing) pending.delete(address);
      if (pending.size === 0) return;
      await between.wait(tookMs);
    }
  } finally {
    between.stop();
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
