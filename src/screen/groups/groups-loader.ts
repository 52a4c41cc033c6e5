import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { sleep } from '../../async/sleep.ts';
import { createLoadAttempt } from '../shell/load-attempts.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import { readGroups } from './read-groups.ts';
import { createTotalsReader } from './totals-reader.ts';

export type GroupsLoader = {
  /** Reads the groups that the list asks for. A new load aborts the previous one. */
  readonly load: () => Promise<void>;
  /** Reads the groups again if they are shown; calls during a read share one more read. */
  readonly refresh: () => Promise<void>;
  readonly stop: () => void;
};

/** The rest after a refresh, as a multiple of its duration, and at most in ms. */
const restFactor = 8;
const mostRestMs = 5_000;

/** Reads groups of failures into the state, part by part. */
export function createGroupsLoader(context: ReaderContext): GroupsLoader {
  const { getState, now, run } = context;
  const totals = createTotalsReader(context);
  const attempt = createLoadAttempt(context);
  let loading = new AbortController();
  let reading: Promise<unknown> = Promise.resolve();

  const start = (): void => {
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    reading = attempt(signal, async () => {
      await readGroups(context, signal);
      if (!signal.aborted) run(totals.read);
    });
  };

  const load = async (): Promise<void> => {
    start();
    await reading;
  };

  const refresh = coalesceCalls(async () => {
    await reading;
    if (getState().screen !== 'groups') return;
    const startedAt = now();
    await load();
    await sleep(Math.min(mostRestMs, (now() - startedAt) * restFactor), loading.signal);
  });

  const stop = (): void => {
    loading.abort();
    totals.stop();
  };

  return { load, refresh, stop };
}

declare module '../shell/session-context.ts' {
  interface StoreReader {
    readonly groups: GroupsLoader;
  }
}
