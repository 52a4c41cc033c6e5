import { toTally } from '../model/failure/failure-tally.ts';
import { joinQueries } from '../model/query/clauses.ts';
import type { Query } from '../model/query/query.ts';
import { type FailureChunk, type FailuresOptions, newestFirst, type RunStore } from './run-store.ts';

const pageSize = 1_000;
/** Only failed runs have a group. */
const failed: Query = {
  clauses: [{ type: 'status', values: [{ status: 'failed' }], negated: false, start: 0, end: 0 }],
};

/** The failures of the runs that match: counted by the store where it can, else run by run, newest first. */
export async function* readFailures(
  store: RunStore,
  query: Query,
  options: FailuresOptions,
): AsyncGenerator<FailureChunk> {
  const matching = joinQueries(query, failed);
  const counted = await store.failures?.(matching, options);
  if (counted) yield counted;
  else yield* readByPages(store, matching, options);
}

async function* readByPages(
  store: RunStore,
  query: Query,
  { now, bucketMs, signal }: FailuresOptions,
): AsyncGenerator<FailureChunk> {
  let cursor: string | undefined;
  do {
    const page = await store.listRuns(query, { sort: newestFirst, limit: pageSize, cursor, now, signal });
    const tallies = page.runs.flatMap(run => toTally(run, bucketMs) ?? []);
    yield { tallies, searched: page.scanned };
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
