import { inTime } from '../../async/deadline.ts';
import { sleep } from '../../async/sleep.ts';
import { pages } from '../../contract/lists/pages.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { ignoreExpectedUntil } from '../../model/errors.ts';
import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import { composeQuery, createdUpTo } from '../../model/query/compose-query.ts';

type Options = {
  readonly now: number;
  readonly signal?: AbortSignal;
  readonly budgetMs?: number;
};

type Place = Pick<RunStore, 'listRuns' | 'target' | 'missing'>;

/**
 * When the first failure of the groups was created, if no run here is older: then they may have failed before
 * anything was recorded. `undefined` otherwise, and where that is not found soon.
 */
export async function readFirstHere(
  store: Place,
  groups: readonly Pick<FailureGroup, 'first'>[],
  { now, signal, budgetMs = 1_000 }: Options,
): Promise<number | undefined> {
  const at = groups.reduce((least, { first }) => Math.min(least, first.at), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(at)) return undefined;
  const looking = inTime({ ms: budgetMs, signal }, soon => hasRunUpTo(store, at - 1, now, soon));
  const hasOlder = await looking.catch(ignoreExpectedUntil(signal));
  return hasOlder === false && (store.missing?.() ?? []).length === 0 ? at : undefined;
}

async function hasRunUpTo(store: Place, at: number, now: number, signal: AbortSignal): Promise<boolean> {
  const older = composeQuery(createdUpTo(at));
  const reading = { sort: newestFirst, limit: 1, now, signal, next: () => sleep(0, signal) };
  for await (const { runs } of pages(store, older, reading)) if (runs.length > 0) return true;
  return false;
}
