import { createEmptyPages } from '../async/empty-pages.ts';
import { sleep } from '../async/sleep.ts';
import { pages } from '../contract/lists/pages.ts';
import { canSort, compareNewest } from '../contract/lists/run-order.ts';
import type { RunPage } from '../contract/lists/run-page.ts';
import { newestFirst, type Sort } from '../contract/lists/sort.ts';
import type { RunStore } from '../contract/run-store.ts';
import { InspectorError } from '../model/errors.ts';
import type { Query } from '../model/query/query.ts';
import type { RunSummary } from '../model/run.ts';

/** Guards against a server whose pages have no end: waits after empty ones, and at last throws. */
export function createPageCheck<Page extends object>(
  location: string,
  signal: AbortSignal | undefined,
  isNew: (page: Page) => boolean,
): (page: Page & { readonly nextCursor: string }) => Promise<void> {
  const cursors = new Set<string>();
  const emptyPages = createEmptyPages();
  return async page => {
    const { nextCursor } = page;
    if (cursors.has(nextCursor)) throw endlessError(`${location} names a page again that was read before`);
    cursors.add(nextCursor);
    emptyPages.note(!isNew(page));
    if (emptyPages.isEndless())
      throw endlessError(`the last ${emptyPages.inRow()} pages of ${location} brought nothing new`);
    await emptyPages.rest(signal);
    signal?.throwIfAborted();
  };
}

function endlessError(message: string): InspectorError {
  const hint = 'the list has no end there: is the server healthy?';
  return new InspectorError('unreadable', message, { hint });
}

/** Throws an `InspectorError` for an order that the store does not have. */
export function refuseUnknownSort({ can, target }: Pick<RunStore, 'can' | 'target'>, sort: Sort): void {
  if (canSort(can, sort)) return;
  throw new InspectorError('unsupported', `${target.name} cannot sort by ${sort.field}`, {
    hint: `it sorts by ${can.sorts.join(', ')}`,
  });
}

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
  readonly onProgress?: (read: number, total: number) => void;
};

/** A search under a budget continues by itself. Throws an `InspectorError` when the pages have no end. */
export async function* listPages(
  store: Pick<RunStore, 'listRuns' | 'target'>,
  { query, sort, limit: most, cursor }: PageRequest,
  { now, signal, usual, onProgress }: Options,
): AsyncGenerator<RunPage> {
  const options = { sort, limit: pageRows, most, cursor, signal, now, usual };
  const next = createPageCheck(store.target.location, signal, createRunNovelty());
  for await (const page of pages(store, query, { ...options, next })) {
    if (page.scanned) onProgress?.(page.scanned.read, page.scanned.total);
    yield page;
  }
}

/** A search that reads less of its store with each page would take days. */
const leastShare = 1 / 100_000;

/** Whether a page has a run after all runs of the pages before, or its search has read on. */
function createRunNovelty(): (page: RunPage) => boolean {
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

type BackgroundOptions = {
  readonly now: number;
  readonly signal?: AbortSignal;
  readonly most: number;
};

/** A local store may read on the thread of the screen: a page of this size takes it a few ms at most. */
const pageSize = { local: 200, remote: 500 } as const;

/** Newest first; waiting keys are answered before each further page. */
export async function* readInBackground(
  store: Pick<RunStore, 'listRuns' | 'target'>,
  query: Query,
  { most, ...options }: BackgroundOptions,
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
