import { countSuccesses } from '../../operations/failures/count-successes.ts';
import { createJob } from '../shell/jobs.ts';
import type { SessionContext } from '../shell/session-context.ts';

/** They take many reads, and are counted no more often than this while groups change. */
const leastBetweenMs = 5_000;

/** Counts the successful runs since the last failure of the groups that are shown. */
export function createSuccessesCounter(context: SessionContext) {
  const { getState, dispatch, store, now } = context;
  const job = createJob(context, error => {
    throw error;
  });
  let countedAt = Number.NEGATIVE_INFINITY;

  async function read(signal: AbortSignal): Promise<void> {
    const { rows } = getState().groups ?? { rows: [] };
    const successes = await countSuccesses(store(), rows, { now: now(), signal });
    if (signal.aborted) return;
    countedAt = now();
    const found = rows.flatMap(group => {
      const since = successes(group);
      return since ? [[group.id, since] as const] : [];
    });
    dispatch({ type: 'group-memory-read', successes: new Map(found) });
  }

  return {
    /** What is recorded meanwhile does not begin it again, or it would never end. */
    async count(): Promise<void> {
      if (!getState().groups?.isWhole || job.isBusy() || now() - countedAt < leastBetweenMs) return;
      await job.start(read);
    },
    /** What was counted a moment ago still holds for who comes back. */
    stop: job.stop,
    /** Counts other groups at once. */
    restart(): void {
      job.stop();
      countedAt = Number.NEGATIVE_INFINITY;
    },
  };
}
