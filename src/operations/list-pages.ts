import { pages } from '../contract/lists/pages.ts';
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
  readonly usual?: boolean;
  /** Reports how much a search has read. */
  readonly onProgress?: (read: number, total: number) => void;
};

/**
 * Yields pages until `limit` rows are read or none are left; a search under a budget continues by itself.
 * Throws an `InspectorError` when the pages have no end.
 */
export async function* listPages(
  store: Pick<RunStore, 'listRuns' | 'target'>,
  { query, sort, limit: most, cursor }: PageRequest,
  { now, signal, usual, onProgress }: Options,
): AsyncGenerator<RunPage> {
  const options = { sort, limit: pageRows, most, cursor, signal, now, usual };
  const next = createPageCheck(store.target.location, signal, createNoveltyTest());
  for await (const page of pages(store, query, { ...options, next })) {
    if (page.scanned) onProgress?.(page.scanned.read, page.scanned.total);
    yield page;
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
