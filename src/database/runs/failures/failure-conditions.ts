import { type FailureText, isOfGroup } from '../../../model/failure/failure-text.ts';
import { isCreatedRange } from '../../../model/query/compose-query.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { isFailureClause, narrowToGroups } from '../filter/stored-columns.ts';
import { bucketTimes, type CountedFailure, sumOf } from './fold-failures.ts';
import { signed } from './sign-row.ts';

export type FailureConditions = {
  readonly scope: FailureScope;
  /** Whether the index of failures alone decides the query. */
  readonly isPlain: boolean;
  readonly all: Sql;
};

/** All failures when other clauses need the rows. `undefined` if the end of a first part is not known. */
export function knownPart({ scope, isPlain }: FailureConditions, cursor?: string): FailurePart | undefined {
  if (cursor?.startsWith(upToSign)) return { upTo: cursor.slice(upToSign.length) };
  if (cursor !== undefined) return { after: cursor };
  // Named groups are few enough to be counted at once.
  return isPlain && scope.narrowing.length === 0 ? undefined : {};
}

/** `buckets` has a number for each run: see `bucketTimes`. */
export type CountRow = Omit<CountedFailure, 'times' | 'count'> & { readonly buckets: string };

export function toCounted({ buckets, ...row }: CountRow, last: number, bucketMs: number): CountedFailure {
  const times = bucketTimes(buckets, last, bucketMs);
  return { ...row, count: sumOf(times), times };
}

type FailureScope = ReturnType<typeof failureScope>;

export function failureScope({ clauses }: Query) {
  const named = clauses.filter(isFailureClause).map(({ negated, values }) => ({
    negated,
    ids: values.map(({ text }) => text.toLowerCase()),
  }));
  return {
    /** The clauses that SQL must decide, besides the bounds of the creation time. */
    clauses: clauses.filter(
      clause => !isFailed(clause) && !isCreatedRange(clause) && !isFailureClause(clause),
    ),
    /** Conditions that keep the indexed failures that may fit. */
    narrowing: named.flatMap(({ negated, ids }) => (negated ? [] : [narrowToGroups(ids)])),
    fits: (failure: FailureText) =>
      named.every(({ negated, ids }) => ids.some(id => isOfGroup(failure, id)) !== negated),
  };
}

/** Whether every failed run meets the clause. */
export function isFailed(clause: Clause): boolean {
  return (
    clause.type === 'status' &&
    !clause.negated &&
    clause.values.some(({ status, raw }) => status === 'failed' && raw === undefined)
  );
}

/** Failures in the order of their texts, each of which is whole in one part. */
export type FailurePart = {
  readonly after?: FailureText;
  /** Absent in the last part. */
  readonly upTo?: FailureText;
};

/** Begins the cursor of a first part, before the text at which it ends; other cursors are a text alone. */
const upToSign = '<';

/** The cursor that reads a first part again: runs recorded meanwhile would move its end. */
export function cursorOfFirst(upTo: FailureText): string {
  return upToSign + upTo;
}

/** Few enough failed runs to show the first groups soon. */
const runsInFirst = 20_000;

/** Selects the text at which the first part ends; no row when the first part is everything. */
export function endOfFirst(source: string): Sql {
  return sql`SELECT r.failure FROM ${raw(source)} WHERE ${raw(signed)} ORDER BY r.failure LIMIT 1 OFFSET ${raw(String(runsInFirst))}`;
}

export function inPart({ after, upTo }: FailurePart): readonly Sql[] {
  return [
    ...(after === undefined ? [] : [sql`r.failure > ${after}`]),
    ...(upTo === undefined ? [] : [sql`r.failure <= ${upTo}`]),
  ];
}
