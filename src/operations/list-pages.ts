import { compareNewest } from '../contract/lists/run-order.ts';
import type { RunPage } from '../contract/lists/run-page.ts';
import type { Sort } from '../contract/lists/sort.ts';
import type { RunStore } from '../contract/run-store.ts';
import type { Query } from '../model/query/query.ts';
import type { RunSummary } from '../model/run.ts';
import { createPageCheck } from './page-check.ts';

const pageRows = 500;

export type PageRequest = {
  readonly query: Query;
  readonly sort: Sort;
  readonly limit: number;
  readonly cursor?: string;
};

type Options = {
  readonly now: number;
  readonly signal: AbortSignal;
  /** Reports how much a search has read. */
  readonly onProgress?: (read: number, total: number) => void;
};

/**
 * Yields pages until `limit` rows are read or none are left; a search under a budget continues by itself.
 * Throws an `InspectorError` when the pages have no end.
 */
export async function* listPages(
  store: Pick<RunStore, 'listRuns' | 'target'>,
  { query, sort, limit, cursor: from }: PageRequest,
  { now, signal, onProgress }: Options,
): AsyncGenerator<RunPage> {
  let cursor = from;
  let left = limit;
  const check = createPageCheck(store.target.location, signal);
  const isNew = createNoveltyTest();
  for (;;) {
    const page = await store.listRuns(query, { sort, limit: Math.min(left, pageRows), cursor, signal, now });
    left -= page.runs.length;
    cursor = page.nextCursor;
    if (page.scanned) onProgress?.(page.scanned.read, page.scanned.total);
    yield page;
    if (cursor === undefined || left <= 0) return;
    await check.next({ cursor, isNew: isNew(page) });
  }
}

/** A search that reads less of its store with a page would take days. */
const leastShare = 1 / 100_000;

/** Whether a page has a run after all runs of the pages before, or its search has read on. */
function createNoveltyTest(): (page: RunPage) => boolean {
  let last: RunSummary | undefined;
  let read = 0;
  return ({ runs, scanned }) => {
    const further = runs.filter(run => last === undefined || compareNewest(run, last) > 0);
    last = further.toSorted(compareNewest).at(-1) ?? last;
    const hasReadOn = scanned !== undefined && scanned.read - read > scanned.total * leastShare;
    read = Math.max(read, scanned?.read ?? 0);
    return further.length > 0 || hasReadOn;
  };
}
