import { createYielding } from '../../async/yield-to-event-loop.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { composeQuery, oneOfTexts } from '../../model/query/compose-query.ts';
import { quoteIfNeeded } from '../../model/query/format.ts';
import type { Query } from '../../model/query/query.ts';
import { runAddress } from '../../model/run.ts';
import { listPages } from '../list-pages.ts';
import type { FoundRun } from './find-runs.ts';

type RetriedRequest = {
  readonly store: Pick<RunStore, 'listRuns' | 'target' | 'can'>;
  /** Epoch ms. */
  readonly now: number;
  readonly signal: AbortSignal;
  readonly onChecked?: (runs: number) => void;
};

type Sought = Pick<FoundRun, 'address' | 'id'>;

/** Lists of ids that are asked for at the same time. */
const listsAtOnce = 4;

/**
 * The addresses of the runs that were run again since. Some engines do not tell: there it is empty. Throws an
 * `InspectorError` where the store cannot be read.
 */
export async function findRetried(
  runs: readonly Sought[],
  { store, now, signal, onChecked }: RetriedRequest,
): Promise<ReadonlySet<string>> {
  const retried = new Set<string>();
  if (store.can.lacks?.fields.includes('retryOf')) return retried;
  const yielding = createYielding(signal);
  const lists = listsOf(runs);
  let checked = 0;
  for (let at = 0; at < lists.length; at += listsAtOnce) {
    const some = lists.slice(at, at + listsAtOnce);
    await Promise.all(some.map(list => findAmong(list, retried, { store, now, signal })));
    checked += some.reduce((sum, list) => sum + list.length, 0);
    onChecked?.(checked);
    if (yielding.isDue()) await yielding.yieldNow();
  }
  signal.throwIfAborted();
  return retried;
}

/** Of a filter, which a server takes up to 4,000 characters of; an id weighs 1 of 256. */
const mostChars = 3_900;
const mostIds = 256;

/** As few lists of runs as have their ids in one filter each. */
function listsOf(runs: readonly Sought[]): readonly (readonly Sought[])[] {
  const lists: Sought[][] = [];
  let list: Sought[] = [];
  let chars = 0;
  for (const run of runs) {
    const more = quoteIfNeeded(run.id).length + 1;
    if (list.length === 0 || list.length === mostIds || chars + more > mostChars) {
      list = [];
      lists.push(list);
      chars = 0;
    }
    list.push(run);
    chars += more;
  }
  return lists;
}

/** One run may have been repeated very often: after each page, only the others are asked for. */
async function findAmong(
  runs: readonly Sought[],
  retried: Set<string>,
  { store, now, signal }: RetriedRequest,
): Promise<void> {
  let left = runs;
  for (let hasFound = true; hasFound && left.length > 0; ) {
    hasFound = false;
    const request = { query: repeating(left), sort: newestFirst, limit: Number.POSITIVE_INFINITY };
    for await (const { runs: found, nextCursor } of listPages(store, request, { now, signal })) {
      for (const { retryOf, target } of found)
        if (retryOf !== undefined) retried.add(runAddress({ id: retryOf, target }));
      const others = left.filter(({ address }) => !retried.has(address));
      hasFound = others.length < left.length && nextCursor !== undefined;
      left = others;
      if (hasFound) break;
    }
  }
}

function repeating(runs: readonly Sought[]): Query {
  return composeQuery(oneOfTexts('retryOf', ...new Set(runs.map(({ id }) => id))));
}
