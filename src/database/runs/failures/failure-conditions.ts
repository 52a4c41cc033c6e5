import { type FailureText, isOfGroup } from '../../../model/failure/failure-text.ts';
import { isCreatedRange } from '../../../model/query/compose-query.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { isFailureClause, narrowToGroups } from '../filter/stored-columns.ts';
import { bucketTimes, type CountedFailure, sumOf } from './fold-failures.ts';
import { signed } from './sign-row.ts';

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

/** How the clauses of a query bound its failures. */
type FailureScope = {
  /** The clauses that SQL must decide; it also bounds the times of creation. */
  readonly clauses: readonly Clause[];
  /** Bounds the indexed failures of rows `r` to those that may fit. */
  readonly narrowing: readonly Sql[];
  /** Whether a failure is of the groups that the query names. */
  readonly fits: (failure: FailureText) => boolean;
};

export function failureScope({ clauses }: Query): FailureScope {
  const named = clauses.filter(isFailureClause).map(({ negated, values }) => ({
    negated,
    ids: values.map(({ text }) => text.toLowerCase()),
  }));
  return {
    clauses: clauses.filter(
      clause => !isFailed(clause) && !isCreatedRange(clause) && !isFailureClause(clause),
    ),
    narrowing: named.flatMap(({ negated, ids }) => (negated ? [] : [narrowToGroups(ids)])),
    fits: failure => named.every(({ negated, ids }) => ids.some(id => isOfGroup(failure, id)) !== negated),
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

/**
 * Failures in the order of their texts: the first ones, or those after them. Each text is whole in one part.
 */
export type FailurePart = {
  readonly after?: FailureText;
  /** Absent of the last part. */
  readonly upTo?: FailureText;
};

/** In the cursor of a first part, before the text at which it ends. */
const upToSign = '<';

/** The cursor that gives a first part again: runs recorded meanwhile would move its end. */
export function cursorOfFirst(upTo: FailureText): string {
  return upToSign + upTo;
}

/** The part of a cursor, which else is the last text of the part before. */
function partOfCursor(cursor: string): FailurePart {
  return cursor.startsWith(upToSign) ? { upTo: cursor.slice(upToSign.length) } : { after: cursor };
}

/** So few failed runs that the first groups come soon. */
const runsInFirst = 20_000;

/** Finds the text at which the first part ends. No row says that it has all. */
export function endOfFirst(source: string): Sql {
  return sql`SELECT r.failure FROM ${raw(source)} WHERE ${raw(signed)} ORDER BY r.failure LIMIT 1 OFFSET ${raw(String(runsInFirst))}`;
}

/** Named groups are few enough to be counted at once. */
function hasParts({ narrowing }: FailureScope): boolean {
  return narrowing.length === 0;
}

export function inPart({ after, upTo }: FailurePart): readonly Sql[] {
  return [
    ...(after === undefined ? [] : [sql`r.failure > ${after}`]),
    ...(upTo === undefined ? [] : [sql`r.failure <= ${upTo}`]),
  ];
}
