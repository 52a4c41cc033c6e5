import { compareNewest } from '../../contract/run-order.ts';
import type { RunPage, RunStore, Sort } from '../../contract/run-store.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import { createPageCheck } from '../../operations/page-check.ts';
import type { Context } from '../context.ts';
import { createProgress } from '../print/progress.ts';

const pageRows = 500;

export type PageRequest = {
  readonly query: Query;
  readonly sort: Sort;
  readonly limit: number;
  readonly cursor?: string;
};

/**
 * Yields pages until `limit` rows are read or none are left; a search under a budget continues by itself.
 * Throws an `InspectorError` when the pages have no end.
 */
export async function* readPages(
  store: RunStore,
  request: PageRequest,
  context: Context,
): AsyncGenerator<RunPage> {
  const { query, sort, limit } = request;
  const progress = createProgress('searching', context);
  const now = context.now();
  let cursor = request.cursor;
  let left = limit;
  const check = createPageCheck(store.target.location, context.signal);
  const isNew = createNoveltyTest();
  try {
    for (;;) {
      const page = await store.listRuns(query, {
        sort,
        limit: Math.min(left, pageRows),
        cursor,
        signal: context.signal,
        now,
      });
      left -= page.runs.length;
      cursor = page.nextCursor;
      if (page.scanned) progress.show(page.scanned.read, page.scanned.total);
      yield page;
      if (cursor === undefined || left <= 0) return;
      await check.next({ cursor, isNew: isNew(page) });
    }
  } finally {
    progress.end();
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
