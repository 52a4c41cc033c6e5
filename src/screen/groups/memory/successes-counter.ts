import { countSuccesses } from '../../../operations/failures/count-successes.ts';
import type { SessionContext } from '../../shell/session-context.ts';

/** They take many reads, and are counted no more often than this while groups change. */
const leastBetweenMs = 5_000;

/** Counts the successful runs since the last failure of the groups that are shown. */
export function createSuccessesCounter({ getState, dispatch, store, now }: SessionContext) {
  let counting: AbortController | undefined;
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
      if (!getState().groups?.isWhole || counting || now() - countedAt < leastBetweenMs) return;
      const abort = new AbortController();
      counting = abort;
      try {
        await read(abort.signal);
      } catch (error) {
        if (!abort.signal.aborted) throw error;
      } finally {
        if (counting === abort) counting = undefined;
      }
    },
    /** What was counted a moment ago still holds for who comes back. */
    stop(): void {
      counting?.abort();
      counting = undefined;
    },
    /** Of other groups. */
    restart(): void {
      this.stop();
      countedAt = Number.NEGATIVE_INFINITY;
    },
  };
}
