import { readFailures } from '../../contract/reading/read-failures.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { createFailureGroups, type FailureGroup } from '../../model/failure/failure-groups.ts';
import { bucketLengths, type FailureTally } from '../../model/failure/failure-tally.ts';
import { isOfGroup, renamedGroup } from '../../model/failure/failure-text.ts';
import { composeQuery, oneOfTexts } from '../../model/query/compose-query.ts';
import type { Query } from '../../model/query/query.ts';
import { createFailureVotes, leavesOutFailures } from './failure-votes.ts';

type Options = {
  readonly now: number;
  readonly signal: AbortSignal;
  /** Called where the store is searched run by run. */
  readonly onProgress?: (read: number, total: number) => void;
};

export async function groupFailures(
  store: RunStore,
  query: Query,
  options: Options,
): Promise<readonly FailureGroup[]> {
  const groups = createFailureGroups();
  const isCounted = await readTallies(store, query, options, groups.add);
  if (isCounted && leavesOutFailures(query)) {
    const votes = createFailureVotes(store, groups, { now: options.now, signal: options.signal });
    await votes.read(groups.voting());
  }
  return groups.groups();
}

/** All failed runs of a group as one. Its id is the current one, where the store has followed an older id. */
export async function findFailureGroup(
  store: RunStore,
  id: string,
  options: Options,
): Promise<FailureGroup | undefined> {
  const groups = createFailureGroups();
  const ids = new Set<string>();
  await readTallies(store, groupQuery(id), options, tallies => {
    for (const { failure } of tallies) ids.add(isOfGroup(failure, id) ? id : renamedGroup(id, failure));
    groups.add(tallies.map(tally => ({ ...tally, failure: id })));
  });
  const [group] = groups.groups();
  const [current = id, ...others] = ids;
  return group && { ...group, id: others.length === 0 ? current : id };
}

export function groupQuery(id: string): Query {
  return composeQuery(oneOfTexts('failure', id));
}

/** Returns whether the store counted them, and did not search run by run. */
async function readTallies(
  store: RunStore,
  query: Query,
  { now, signal, onProgress }: Options,
  add: (tallies: readonly FailureTally[]) => void,
): Promise<boolean> {
  let isCounted = store.failures !== undefined;
  const options = { now, signal, bucketMs: bucketLengths.day };
  for await (const { tallies, searched } of readFailures(store, query, options)) {
    add(tallies);
    if (!searched) continue;
    onProgress?.(searched.read, searched.total);
    isCounted = false;
  }
  return isCounted;
}
