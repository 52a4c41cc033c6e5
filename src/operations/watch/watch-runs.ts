import type { RunStore } from '../../contract/run-store.ts';
import type { Query } from '../../model/query/query.ts';
import { type Outage, openBetweenReads, timeRead, untilRead } from '../follow/read-pace.ts';
import { createRunWatch, type Watched } from './run-watch.ts';

type WatchOptions = Outage & { readonly now: () => number };

/** Runs whose process died change nothing in the store. */
const readEveryMs = 2_000;

/**
 * Reports each run that appears after the first read, and each change of a status or of what it waits for,
 * once. Yields after each read; the first reports nothing. What began and ended between two reads is one
 * change. Of a store without `lateRuns`, a run that had ended and appears two minutes after it was created,
 * or later, is missed.
 */
export async function* watchRuns(
  store: RunStore,
  query: Query,
  { signal, now, onOutage }: WatchOptions,
): AsyncGenerator<Watched, void> {
  const between = openBetweenReads(store, signal, readEveryMs);
  const watch = createRunWatch(store, query, now);
  const read = () => timeRead(() => watch.read(signal));
  const outage: Outage = {
    signal,
    onOutage: error => {
      watch.noteOutage(error === undefined);
      onOutage(error);
    },
  };
  try {
    for (let isFirst = true; ; isFirst = false) {
      const { result, tookMs } = await (isFirst ? read() : untilRead(read, outage));
      yield result;
      await between.wait(tookMs, result.hasMore);
    }
  } finally {
    between.stop();
  }
}
