import { readFailures } from '../../contract/read-failures.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { createFailureGroups, type FailureGroup } from '../../model/failure/failure-groups.ts';
import { bucketLengths } from '../../model/failure/failure-tally.ts';
import type { Query } from '../../model/query/query.ts';
import type { Context } from '../context.ts';
import { createProgress } from '../print/progress.ts';

/** The groups of the failed runs that match, the last one first. */
export async function readFailureGroups(
  store: RunStore,
  query: Query,
  context: Context,
): Promise<readonly FailureGroup[]> {
  const groups = createFailureGroups();
  const progress = createProgress('searching', context);
  try {
    const options = { now: context.now(), signal: context.signal, bucketMs: bucketLengths.day };
    for await (const { tallies, searched } of readFailures(store, query, options)) {
      groups.add(tallies);
      if (searched) progress.show(searched.read, searched.total);
    }
  } finally {
    progress.end();
  }
  return groups.groups();
}
