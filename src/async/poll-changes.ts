import { InspectorError } from '../model/errors.ts';
import { sleep } from './sleep.ts';

type Change = { readonly type: 'changed' } | { readonly type: 'error'; readonly error: InspectorError };

type Polling = {
  readonly pollMs: number;
  /** The value shown last; any other is a change. */
  readonly seen?: number | string;
};

/** Reports changes until the signal aborts; each failure once, recovery as a change. */
export async function* pollChanges(
  read: () => Promise<number | string>,
  { pollMs, seen: before }: Polling,
  signal: AbortSignal,
): AsyncGenerator<Change, void> {
  let seen = before;
  let failure: string | undefined;
  while (!signal.aborted) {
    const change = await next();
    if (signal.aborted) return;
    if (change) yield change;
    await sleep(pollMs, signal);
  }

  async function next(): Promise<Change | undefined> {
    try {
      const now = await read();
      const isChange = failure !== undefined || (seen !== undefined && seen !== now);
      seen = now;
      failure = undefined;
      return isChange ? { type: 'changed' } : undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof InspectorError)) throw error;
      if (error.message === failure) return undefined;
      failure = error.message;
      return { type: 'error', error };
    }
  }
}
