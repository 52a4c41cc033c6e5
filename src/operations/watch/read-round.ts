import { limitConcurrency } from '../../async/limit-concurrency.ts';
import type { LateRuns, MissingTarget } from '../../contract/lists/run-page.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { createdBetween } from '../../model/query/compose-query.ts';
import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Query } from '../../model/query/query.ts';
import { type Run, type RunSummary, runAddress } from '../../model/run.ts';
import { listPages } from '../list-pages.ts';
import { activeRuns, type OpenRun } from './known-runs.ts';

type Store = Pick<RunStore, 'target' | 'listRuns' | 'getRun' | 'lateRuns'>;

type RoundRequest = {
  readonly query: Query;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly usual: boolean;
  readonly isWanted: (run: RunSummary) => boolean;
  /** Which open runs are no longer active, given the addresses of the active ones. */
  readonly leftOf: (active: ReadonlySet<string>) => readonly OpenRun[];
  readonly floorOf: (left: readonly OpenRun[]) => number;
  /** The position up to which late runs were read; `undefined` where the store does not tell them. */
  readonly lateAfter: string | undefined;
};

export type Round = {
  /** The wanted runs by address, as they were read last. */
  readonly runs: ReadonlyMap<string, RunSummary>;
  readonly removed: readonly string[];
  readonly missing: readonly MissingTarget[];
  readonly late?: LateRuns;
};

const runsAtOnce = 8;
export const lateInRound = 500;

/**
 * Reads every run that may have changed: active ones, recent ones, those that were active before, and late
 * ones. A later read of the same run counts. Late runs are asked for last, so that one that is also in a list
 * of this round is not reported again in the next.
 */
export async function readRound(store: Store, request: RoundRequest): Promise<Round> {
  const { query, now, isWanted, leftOf, floorOf, lateAfter, signal } = request;
  const matches = compileMatcher(query, { now });
  const isOfQuery = (summary: RunSummary) => matches({ summary, payloads: () => ({}) });
  const runs = new Map<string, RunSummary>();
  const missing = new Map<string, MissingTarget>();
  const read = async (part: Query): Promise<ReadonlySet<string>> => {
    const seen = new Set<string>();
    const list = { query: part, sort: newestFirst, limit: Number.POSITIVE_INFINITY };
    for await (const page of listPages(store, list, request)) {
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
  const left = leftOf(await read(joinQueries(query, activeRuns)));
  const seen = await read(joinQueries(query, createdBetween(floorOf(left))));
  const late = lateAfter === undefined ? undefined : await readLate(store, lateAfter, signal);
  const removed: string[] = [];
  const limit = limitConcurrency(runsAtOnce);
  const isUnread = ({ address, target }: OpenRun) =>
    !seen.has(address) && !(target !== undefined && missing.has(target));
  const readOne = (address: string) =>
    limit(async () => {
      const run = await store.getRun(address, { include: { lazyPayloads: true }, signal });
      if (!run) removed.push(address);
      else if (isOfQuery(run) && isWanted(run)) runs.set(address, withoutPayloads(run));
    });
  const unread = left.filter(isUnread).map(({ address }) => address);
  const unlisted = (late?.addresses ?? []).filter(address => !seen.has(address));
  await Promise.all([...new Set([...unread, ...unlisted])].map(readOne));
  return { runs, removed, missing: [...missing.values()], late };
}

export function readLate(
  { lateRuns }: Store,
  after: string | undefined,
  signal: AbortSignal,
): Promise<LateRuns | undefined> {
  return Promise.resolve(lateRuns?.({ after, limit: lateInRound, signal }));
}

function withoutPayloads({ input, output, error, ...summary }: Run): RunSummary {
  return summary;
}
