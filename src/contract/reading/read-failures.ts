import { toTally } from '../../model/failure/failure-tally.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { composeQuery } from '../../model/query/compose-query.ts';
import type { Query } from '../../model/query/query.ts';
import type { FailureChunk, FailuresOptions } from '../failures.ts';
import { followPages } from '../lists/pages.ts';
import { newestFirst } from '../lists/sort.ts';
import type { RunStore } from '../run-store.ts';

const pageSize = 1_000;
/** Only failed runs have a group. */
export const failedRuns = composeQuery({ type: 'status', values: [{ status: 'failed' }] });

/** The failures of the runs that match: as the store counts them, else run by run, newest first. */
export function readFailures(
  store: RunStore,
  query: Query,
  options: FailuresOptions,
): AsyncGenerator<FailureChunk> {
  const matching = joinQueries(query, failedRuns);
  return followPages(cursor => readFailureChunk(store, matching, { ...options, cursor }), options);
}

/** The first character of a cursor: whether the rest is of `failures` or of `listRuns`. */
const [failuresPrefix, listPrefix] = ['f', 'l'];

/** One part of the failures of a store, also of one that only lists its runs. */
export async function readFailureChunk(
  store: RunStore,
  query: Query,
  { cursor: from, ...options }: FailuresOptions,
): Promise<FailureChunk> {
  const cursor = from?.slice(1);
  const isList = from?.startsWith(listPrefix) === true;
  const counted = isList ? undefined : await store.failures?.(query, { ...options, cursor });
  if (counted) return withPrefix(counted, failuresPrefix);
  return withPrefix(
    await readPage(store, query, { ...options, cursor: isList ? cursor : undefined }),
    listPrefix,
  );
}

async function readPage(
  store: RunStore,
  query: Query,
  { now, bucketMs, cursor, signal }: FailuresOptions,
): Promise<FailureChunk> {
  const page = await store.listRuns(query, { sort: newestFirst, limit: pageSize, cursor, now, signal });
  const tallies = page.runs.flatMap(run => toTally(run, bucketMs) ?? []);
  return { tallies, searched: page.scanned, nextCursor: page.nextCursor, missing: page.missing };
}

function withPrefix(chunk: FailureChunk, prefix: string): FailureChunk {
  const prefixed = (cursor: string | undefined) => (cursor === undefined ? undefined : prefix + cursor);
  return { ...chunk, cursor: prefixed(chunk.cursor), nextCursor: prefixed(chunk.nextCursor) };
}
