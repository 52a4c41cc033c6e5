import { InspectorError } from '../model/errors.ts';
import { backoffMs, sleep } from './sleep.ts';

type Change = { readonly type: 'changed' } | { readonly type: 'error'; readonly error: InspectorError };

type Polling = {
  readonly pollMs: number;
  /** The last shown value; any other is a change. */
  readonly seen?: number | string;
  /** Whether something with an unknown value is shown: then the first value is a change. */
  readonly isShown?: () => boolean;
  /** Set for a server, which is asked less often while it is slow or away. */
  readonly isRemote?: boolean;
};

const mostPollMs = 30_000;
const mostBackoffMs = 7_500;
/** The share of time that polls of a server may take. */
const pollShare = 1 / 20;

/** Reports changes until the signal aborts: each failure once, a recovery as a change. */
export async function* pollChanges(
  read: () => Promise<number | string>,
  { pollMs, seen: before, isShown, isRemote = false }: Polling,
  signal: AbortSignal,
): AsyncGenerator<Change, void> {
  let seen = before;
  let failure: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    const start = performance.now();
    const change = await next();
    const waitMs = isRemote ? remoteWait(performance.now() - start) : pollMs;
    if (signal.aborted) return;
    if (change) yield change;
    await sleep(waitMs, signal);
  }

  function remoteWait(tookMs: number): number {
    if (failures > 0) return Math.max(pollMs, backoffMs(failures, pollMs, mostBackoffMs));
    return Math.max(pollMs, Math.min(mostPollMs, tookMs / pollShare));
  }

  async function next(): Promise<Change | undefined> {
    try {
      const now = await read();
      const isOther = seen === undefined ? isShown?.() === true : seen !== now;
      const isChange = failure !== undefined || isOther;
      seen = now;
      failure = undefined;
      failures = 0;
      return isChange ? { type: 'changed' } : undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof InspectorError)) throw error;
      failures += 1;
      if (error.message === failure) return undefined;
      failure = error.message;
      return { type: 'error', error };
    }
  }
}
