import { sleep } from '../async/sleep.ts';
import { pages } from '../contract/lists/pages.ts';
import type { RunPage } from '../contract/lists/run-page.ts';
import { newestFirst } from '../contract/lists/sort.ts';
import type { RunStore } from '../contract/run-store.ts';
import type { Query } from '../model/query/query.ts';

type Options = {
  readonly now: number;
  readonly signal?: AbortSignal;
  /** How many runs to read at most. */
  readonly most: number;
};

/** A local store may read on the thread of the screen: a page of this size takes it a few ms at most. */
const pageSize = { local: 200, remote: 500 } as const;

/** Pages of a list, newest first, that let waiting keys go before each further one. */
export async function* readInBackground(
  store: Pick<RunStore, 'listRuns' | 'target'>,
  query: Query,
  { most, ...options }: Options,
): AsyncGenerator<RunPage> {
  const limit = store.target.isRemote ? pageSize.remote : pageSize.local;
  const next = () => sleep(0, options.signal);
  let asked = 0;
  for await (const page of pages(store, query, { sort: newestFirst, limit, ...options, next })) {
    yield page;
    asked += limit;
    if (asked >= most) return;
  }
}
