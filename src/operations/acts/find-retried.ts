import { createYielding } from '../../async/yield-to-event-loop.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { composeQuery, oneOfTexts } from '../../model/query/compose-query.ts';
import { quoteIfNeeded } from '../../model/query/format.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { listPages } from '../list-pages.ts';
import { splitAddress } from '../target-refusal.ts';
import type { FoundRun } from './find-runs.ts';

type RetriedRequest = {
  readonly store: Pick<RunStore, 'listRuns' | 'target' | 'can'>;
  readonly now: number;
  /** When the user saw the runs: a run that ended later was seen as active. Epoch ms. */
  readonly seenAt?: number;
  readonly signal: AbortSignal;
  readonly onChecked?: (runs: number) => void;
};

type Sought = Pick<FoundRun, 'address' | 'id'>;

export const noneRetried: Retried = new Map();

export function toSought(target: TargetInfo, address: string): Sought {
  return { address, id: splitAddress(target, address).id };
}

const listsAtOnce = 4;

/** By address, with the id of the last new run that has ended. */
export type Retried = ReadonlyMap<string, string | undefined>;

/** Empty for engines that record no retries. Throws an `InspectorError` where the store cannot be read. */
export async function findRetried(runs: readonly Sought[], request: RetriedRequest): Promise<Retried> {
  const { store, signal, onChecked } = request;
  const retried = new Map<string, string | undefined>();
  if (store.can.lacks?.fields.includes('retryOf')) return retried;
  let checked = 0;
  await forLists(runs, mostIds, signal, async list => {
    await findAmong(list, retried, request);
    checked += list.length;
    onChecked?.(checked);
  });
  return retried;
}

export async function findSettled(
  runs: readonly Sought[],
  { store, now, signal }: RetriedRequest,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  await forLists(runs, mostIds / 2, signal, async list => {
    const query = joinQueries(settledOnes, composeQuery(oneOfTexts('id', ...list.map(({ id }) => id))));
    const request = { query, sort: newestFirst, limit: Number.POSITIVE_INFINITY };
    for await (const { runs } of listPages(store, request, { now, signal }))
      for (const run of runs) found.add(runAddress(run));
  });
  return found;
}

const settledOnes = composeQuery({ type: 'settled', values: ['yes'] });

async function forLists(
  runs: readonly Sought[],
  most: number,
  signal: AbortSignal,
  read: (list: readonly Sought[]) => Promise<void>,
): Promise<void> {
  const yielding = createYielding(signal);
  const lists = listsOf(runs, most);
  for (let at = 0; at < lists.length; at += listsAtOnce) {
    await Promise.all(lists.slice(at, at + listsAtOnce).map(read));
    if (yielding.isDue()) await yielding.yieldNow();
  }
  signal.throwIfAborted();
}

/** A server takes filters of up to 4,000 characters and a weight of 256: `retryOf:` takes 1, `id:` 2. */
const mostChars = 3_900;
const mostIds = 250;

function listsOf(runs: readonly Sought[], most: number): readonly (readonly Sought[])[] {
  const lists: Sought[][] = [];
  let list: Sought[] = [];
  let chars = 0;
  for (const run of runs) {
    const more = quoteIfNeeded(run.id).length + 1;
    if (list.length === 0 || list.length === most || chars + more > mostChars) {
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
  retried: Map<string, string | undefined>,
  { store, now, seenAt, signal }: RetriedRequest,
): Promise<void> {
  let left = runs;
  for (let hasFound = true; hasFound && left.length > 0; ) {
    hasFound = false;
    const query = composeQuery(oneOfTexts('retryOf', ...new Set(left.map(({ id }) => id))));
    const request = { query, sort: newestFirst, limit: Number.POSITIVE_INFINITY };
    for await (const { runs: found, nextCursor } of listPages(store, request, { now, signal })) {
      for (const run of found) {
        if (run.retryOf === undefined) continue;
        const address = runAddress({ id: run.retryOf, target: run.target });
        retried.set(address, retried.get(address) ?? (hasEnded(run, seenAt) ? run.id : undefined));
      }
      const others = left.filter(({ address }) => retried.get(address) === undefined);
      hasFound = others.length < left.length && nextCursor !== undefined;
      left = others;
      if (hasFound) break;
    }
  }
}

function hasEnded(run: RunSummary, seenAt = Number.POSITIVE_INFINITY): boolean {
  return !isActive(run) && (run.finishedAt ?? 0) <= seenAt;
}
