import type { Query } from '../../model/query/query.ts';
import type { ListOptions, RunPage } from './run-page.ts';

type Paged = { readonly nextCursor?: string };

type Following<Page> = {
  readonly cursor?: string;
  readonly signal?: AbortSignal;
  /** Called before each further page with the one before it: waits, or throws to end the reading. */
  readonly next?: (page: Page & { readonly nextCursor: string }) => Promise<unknown> | undefined;
};

type Pages = ListOptions &
  Pick<Following<RunPage>, 'next'> & {
    /** How many runs to read at most; `limit` is how many a page has. */
    readonly most?: number;
  };

/** Reads page after page until one names no next page, or there is none; rejects once the signal aborts. */
export async function* followPages<Page extends Paged>(
  read: (cursor: string | undefined) => Promise<Page | undefined>,
  { cursor: from, signal, next }: Following<Page> = {},
): AsyncGenerator<Page> {
  for (let cursor = from; ; ) {
    signal?.throwIfAborted();
    const page = await read(cursor);
    if (!page) return;
    yield page;
    cursor = page.nextCursor;
    if (cursor === undefined) return;
    await next?.({ ...page, nextCursor: cursor });
  }
}

/** The pages of a list. Stores send their options to threads, which take no functions. */
export async function* pages(
  store: { readonly listRuns: (query: Query, options: ListOptions) => Promise<RunPage> },
  query: Query,
  { next, most = Number.POSITIVE_INFINITY, cursor: from, ...options }: Pages,
): AsyncGenerator<RunPage> {
  let left = most;
  const read = (cursor: string | undefined) =>
    store.listRuns(query, { ...options, limit: Math.min(left, options.limit), cursor });
  for await (const page of followPages(read, { cursor: from, signal: options.signal, next })) {
    left -= page.runs.length;
    yield page;
    if (left <= 0) return;
  }
}
