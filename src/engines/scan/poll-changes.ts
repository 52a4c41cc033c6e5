import { setTimeout as delay } from 'node:timers/promises';
import type { Change } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';

type Polling = {
  readonly pollMs: number;
  /** What was there when it was shown last: anything else is a change at once. */
  readonly seen?: number | string;
};

/**
 * Looks every moment whether something is another one now, for stores that nobody tells. What goes wrong is
 * said once, and that it is over as a change. Ends when the signal aborts.
 */
export async function* pollChanges(
  look: () => Promise<number | string>,
  { pollMs, seen: before }: Polling,
  signal: AbortSignal,
): AsyncGenerator<Change, void> {
  let seen = before;
  let failure: string | undefined;
  while (!signal.aborted) {
    const change = await next();
    if (signal.aborted) return;
    if (change) yield change;
    await delay(pollMs, undefined, { signal }).catch(() => undefined);
  }

  async function next(): Promise<Change | undefined> {
    try {
      const now = await look();
      const isNews = failure !== undefined || (seen !== undefined && seen !== now);
      seen = now;
      failure = undefined;
      return isNews ? { type: 'changed' } : undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof InspectorError)) throw error;
      if (error.message === failure) return undefined;
      failure = error.message;
      return { type: 'error', error };
    }
  }
}
