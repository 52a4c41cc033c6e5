import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';

export type SideReader = {
  readonly load: () => Promise<void>;
  /** Aborts the current read. */
  readonly stop: () => void;
};

type Reading<T> = {
  readonly store: () => RunStore;
  readonly read: (store: RunStore, signal: AbortSignal) => Promise<T>;
  readonly onRead: (value: T, store: RunStore) => void;
};

/** Reads something besides the list, one request at a time. The list reports expected failures. */
export function createSideReader<T>({ store, read, onRead }: Reading<T>): SideReader {
  let reading = new AbortController();
  const load = coalesceCalls(async () => {
    const { signal } = reading;
    const opened = store();
    try {
      onRead(await untilAborted(read(opened, signal), signal), opened);
    } catch (error) {
      if (!signal.aborted && !(error instanceof InspectorError)) throw error;
    }
  });
  const stop = (): void => {
    reading.abort();
    reading = new AbortController();
  };
  return { load, stop };
}
