import { sleep } from '../async/sleep.ts';
import { newestFirst } from '../contract/lists/sort.ts';
import type { RunStore } from '../contract/run-store.ts';
import type { Query } from '../model/query/query.ts';
import type { RunSummary } from '../model/run.ts';

type Options = {
  readonly now: number;
  readonly signal?: AbortSignal;
  /** How many runs to read at most. */
  readonly most: number;
};

type Part = { readonly runs: readonly RunSummary[]; readonly hasMore: boolean };

/** A local store may read on the thread of the screen: a page of this size takes it a few ms at most. */
const pageSize = { local: 200, remote: 500 } as const;

/** Pages of a list, newest first, that let waiting keys go before each further one. */
export async function* readInBackground(
  store: Pick<RunStore, 'listRuns' | 'target'>,
  query: Query,
  { most, ...options }: Options,
): AsyncGenerator<Part> {
  const limit = store.target.isRemote ? pageSize.remote : pageSize.local;
  let cursor: string | undefined;
  for (let asked = 0; asked < most; asked += limit) {
    if (asked > 0) await sleep(0, options.signal);
    const { runs, nextCursor } = await store.listRuns(query, {
      sort: newestFirst,
      limit,
      cursor,
      ...options,
    });
    yield { runs, hasMore: nextCursor !== undefined };
    if (nextCursor === undefined) return;
    cursor = nextCursor;
  }
}
