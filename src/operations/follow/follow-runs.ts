import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { actOnRuns } from '../acts/act-on-runs.ts';
import { readRunWithSteps } from '../read-run-with-steps.ts';
import { noSuchRunText } from '../target-refusal.ts';
import { type Outage, openBetweenReads, timeRead, untilRead } from './read-pace.ts';

type FollowOptions = Outage & {
  readonly onRead: (address: string, run: Run) => void;
};

/**
 * Follows runs that were only just started until each has ended, however long that takes. After 30 s it gives
 * up runs that the store does not have. Rejects when the signal aborts, and with errors that do not pass.
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

/** Reads every run before it throws the first error. */
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

type FollowOne = {
  readonly signal: AbortSignal;
  /** Awaited after each read, which took so many ms. Without it, steps are not read. */
  readonly onRead?: (run: Run, tookMs: number) => void | Promise<void>;
  /** As for `untilRead`, once the run was read; without it, any error ends the following. */
  readonly onOutage?: (error: InspectorError | undefined) => void;
  /** Whether the run may appear in the store only some seconds later. */
  readonly isNew?: boolean;
};

const appearsWithinMs = 30_000;

export async function followRun(store: RunStore, id: string, options: FollowOne): Promise<Run> {
  const { signal, onRead, isNew = false } = options;
  const between = openBetweenReads(store, signal);
  const startedAt = performance.now();
  let last: Run | undefined;
  try {
    for (;;) {
      const { result: run, tookMs } = await readNext(store, id, last, options);
      if (run) await onRead?.(run, tookMs);
      if (run && !isActive(run)) return run;
      if (!run && !(isNew && !last && performance.now() - startedAt < appearsWithinMs))
        throw new InspectorError('not-found', noSuchRunText(store.target, id));
      last = run;
      await between.wait(tookMs);
    }
  } finally {
    between.stop();
  }
}

async function readNext(
  store: RunStore,
  id: string,
  last: Run | undefined,
  { signal, onRead, onOutage }: FollowOne,
): Promise<{ readonly result: Run | undefined; readonly tookMs: number }> {
  const get = () => store.getRun(id, { include: { lazyPayloads: true }, signal });
  const read = () =>
    timeRead(async () => {
      if (!onRead) return get();
      const head = last ?? (await get());
      return head && readRunWithSteps(store, head, { signal });
    });
  return last && onOutage ? untilRead(read, { signal, onOutage }) : read();
}
