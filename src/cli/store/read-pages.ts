import type { RunPage, RunStore, Sort } from '../../contract/run-store.ts';
import type { Query } from '../../model/query/query.ts';
import type { Context } from '../context.ts';
import { createProgress } from '../print/progress.ts';

const pageRows = 500;

export type PageRequest = {
  readonly query: Query;
  readonly sort: Sort;
  readonly limit: number;
  readonly cursor?: string;
};

/** Yields pages until `limit` rows are read or none are left; a search under a budget continues by itself. */
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
  try {
    do {
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
    } while (cursor !== undefined && left > 0);
  } finally {
    progress.end();
  }
}
