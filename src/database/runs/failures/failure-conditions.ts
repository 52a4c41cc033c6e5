import type { Sql } from '../sql-template.ts';
import { bucketTimes, sumOf } from './bucket-times.ts';
import { type FailurePart, hasParts, partOfCursor } from './failure-parts.ts';
import type { FailureScope } from './failure-scope.ts';
import type { CountedFailure } from './fold-failures.ts';

/** Besides that the run has failed. */
export type FailureConditions = {
  readonly scope: FailureScope;
  /** Whether the index of failures decides it alone. */
  readonly isPlain: boolean;
  readonly all: Sql;
};

/**
 * The part that comes next: all of it where other clauses need the rows. `undefined` for a first part whose
 * end must be looked for.
 */
export function knownPart({ scope, isPlain }: FailureConditions, cursor?: string): FailurePart | undefined {
  if (cursor !== undefined) return partOfCursor(cursor);
  return isPlain && hasParts(scope) ? undefined : {};
}

/** A failure of a workflow as SQL counts it. `buckets` has a number for each run: see `bucketTimes`. */
export type CountRow = Omit<CountedFailure, 'times' | 'count'> & { readonly buckets: string };

export function toCounted({ buckets, ...row }: CountRow, last: number, bucketMs: number): CountedFailure {
  const times = bucketTimes(buckets, last, bucketMs);
  return { ...row, count: sumOf(times), times };
}
