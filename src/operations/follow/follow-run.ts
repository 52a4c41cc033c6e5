import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Run } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { readRunWithSteps } from '../read-run-with-steps.ts';
import { noSuchRunText } from '../target-refusal.ts';
import { openBetweenReads, timeRead, untilRead } from './read-pace.ts';

type FollowOptions = {
  readonly signal: AbortSignal;
  /** Awaited with the run and its steps after each read of so many ms. Without it, steps are not read. */
  readonly onRead?: (run: Run, tookMs: number) => void | Promise<void>;
  /** As for `untilRead`, once the run was read; without it, any error ends the following. */
  readonly onOutage?: (error: InspectorError | undefined) => void;
  /** Whether the run was only just requested, so that it may appear in the store some seconds later. */
  readonly isNew?: boolean;
};

/** How long a run that was only just started may take to appear. */
export const appearsWithinMs = 30_000;

/** Follows a run until it has ended, however long that takes, and resolves with it. */
export async function followRun(store: RunStore, id: string, options: FollowOptions): Promise<Run> {
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
  { signal, onRead, onOutage }: FollowOptions,
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
