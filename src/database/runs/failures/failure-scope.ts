import { type FailureText, isOfGroup } from '../../../model/failure/failure-text.ts';
import { isCreatedRange } from '../../../model/query/created-bounds.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { isFailureClause, narrowToGroups } from '../filter/failure-group.ts';
import type { Sql } from '../sql-template.ts';

/** How the clauses of a query bound its failures. */
export type FailureScope = {
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
