import { readFailures } from '../../contract/read-failures.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { createFailureGroups, type FailureGroup } from '../../model/failure/failure-groups.ts';
import { bucketLengths, type FailureTally } from '../../model/failure/failure-tally.ts';
import type { Query } from '../../model/query/query.ts';
import { createFailureVotes, leavesOutFailures } from '../../operations/failure-votes.ts';
import type { Context } from '../context.ts';
import { buildQuery } from '../options/build-query.ts';
import { createProgress } from '../print/progress.ts';

/** The groups of the failed runs that match, the last one first. */
export async function readFailureGroups(
  store: RunStore,
  query: Query,
  context: Context,
): Promise<readonly FailureGroup[]> {
  const groups = createFailureGroups();
  const isCounted = await readTallies(store, query, context, groups.add);
  if (isCounted && leavesOutFailures(query)) {
    const votes = createFailureVotes(store, groups, { now: context.now(), signal: context.signal });
    await votes.read(groups.voting());
  }
  return groups.groups();
}

/** All failed runs of a group as one, however they would be grouped alone; `undefined` without any. */
export async function readFailureGroup(
  store: RunStore,
  id: string,
  context: Context,
): Promise<FailureGroup | undefined> {
  const groups = createFailureGroups();
  await readTallies(store, groupQuery(id), context, tallies =>
    groups.add(tallies.map(tally => ({ ...tally, failure: id }))),
  );
  const [group] = groups.groups();
  return group && { ...group, id };
}

export function groupQuery(id: string): Query {
  return buildQuery({ filter: `failure:${JSON.stringify(id)}` });
}

/** Returns whether the store counted them, and did not search run by run. */
async function readTallies(
  store: RunStore,
  query: Query,
  context: Context,
  add: (tallies: readonly FailureTally[]) => void,
): Promise<boolean> {
  const progress = createProgress('searching', context);
  let isCounted = store.failures !== undefined;
  try {
    const options = { now: context.now(), signal: context.signal, bucketMs: bucketLengths.day };
    for await (const { tallies, searched } of readFailures(store, query, options)) {
      add(tallies);
      if (!searched) continue;
      progress.show(searched.read, searched.total);
      isCounted = false;
    }
    return isCounted;
  } finally {
    progress.end();
  }
}
