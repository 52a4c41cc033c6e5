import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import { createReader, type Reader } from '../shell/jobs.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import type { ShownCounts } from '../table/views.ts';

/** Loads the counts by status into the state. */
export function createCountsReader(context: ReaderContext): Reader {
  const { store, dispatch, now } = context;
  return createReader(context, async signal => {
    const opened = store();
    const counts = await readShownCounts(opened, { signal, now: now() });
    if (signal.aborted) return;
    const isPartial = (opened.missing?.() ?? []).length > 0;
    dispatch({ type: 'counts-loaded', counts: counts && isPartial ? { ...counts, isPartial } : counts });
  });
}

const activeUnknown = parseQuery('status:active status:unknown');
const mostUnknown = 500;

/** The counters do not say which runs of an unknown status may still change, so these are counted apart. */
export async function readShownCounts(
  store: RunStore,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<ShownCounts | undefined> {
  const counts = await store.counts({ signal });
  if (!counts?.unknown) return counts;
  const options = { sort: newestFirst, limit: mostUnknown, now, signal };
  const { runs, nextCursor } = await store.listRuns(activeUnknown, options);
  return nextCursor === undefined ? { ...counts, activeUnknown: runs.length } : counts;
}
