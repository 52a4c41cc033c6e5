import { limitConcurrency } from '../../async/limit-concurrency.ts';
import { type MissingTarget, newestFirst, type RunPage, type RunStore } from '../../contract/run-store.ts';
import type { Query } from '../../model/query/query.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { createPageCheck } from '../page-check.ts';
import type { OpenRun } from './known-runs.ts';
import { activeRuns, createdSince } from './watched-query.ts';

type Store = Pick<RunStore, 'target' | 'listRuns' | 'getRun'>;

export type RoundRequest = {
  /** Clauses that hold for all of a run's life. */
  readonly query: Query;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly usual: boolean;
  /** Whether a run is to be among the results; nothing is kept of the others. */
  readonly isWanted: (run: RunSummary) => boolean;
  /** Which open runs are no longer active, given the addresses of the active ones. */
  readonly leftOf: (active: ReadonlySet<string>) => readonly OpenRun[];
  /** The creation time down to which all runs are read. */
  readonly floorOf: (left: readonly OpenRun[]) => number;
};

export type Round = {
  /** By address, as they were read last: those that are wanted. */
  readonly runs: ReadonlyMap<string, RunSummary>;
  /** Addresses of open runs that the store no longer has. */
  readonly removed: readonly string[];
  readonly missing: readonly MissingTarget[];
};

const pageRows = 500;
const runsAtOnce = 8;

/**
 * Reads every run that may have changed: the active ones, those created lately, and those that were active
 * before. What is read later is newer, and counts.
 */
export async function readRound(store: Store, request: RoundRequest): Promise<Round> {
  const { query, isWanted, leftOf, floorOf, signal } = request;
  const runs = new Map<string, RunSummary>();
  const missing = new Map<string, MissingTarget>();
  const read = async (part: Query): Promise<ReadonlySet<string>> => {
    const seen = new Set<string>();
    for await (const page of readPages(store, part, request)) {
      for (const one of page.missing ?? []) missing.set(one.target, one);
      for (const run of page.runs) {
        const address = runAddress(run);
        seen.add(address);
        if (isWanted(run)) runs.set(address, run);
        else runs.delete(address);
      }
    }
    return seen;
  };
  const left = leftOf(await read(activeRuns(query)));
  const seen = await read(createdSince(query, floorOf(left)));
  const removed: string[] = [];
  const limit = limitConcurrency(runsAtOnce);
  const isUnread = ({ address, target }: OpenRun) =>
    !seen.has(address) && !(target !== undefined && missing.has(target));
  await Promise.all(
    left.filter(isUnread).map(({ address }) =>
      limit(async () => {
        const run = await store.getRun(address, { include: { lazyPayloads: true }, signal });
        if (run) runs.set(address, run);
        else removed.push(address);
      }),
    ),
  );
  return { runs, removed, missing: [...missing.values()] };
}

async function* readPages(
  store: Store,
  query: Query,
  { now, signal, usual }: RoundRequest,
): AsyncGenerator<RunPage> {
  const check = createPageCheck(store.target.location, signal);
  for (let cursor: string | undefined; ; ) {
    const options = { sort: newestFirst, limit: pageRows, cursor, now, signal, usual };
    const page = await store.listRuns(query, options);
    yield page;
    cursor = page.nextCursor;
    if (cursor === undefined) return;
    await check.next({ cursor, isNew: page.runs.length > 0 || page.scanned !== undefined });
  }
}
