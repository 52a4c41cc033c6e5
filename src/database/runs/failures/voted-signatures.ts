import type { Query } from '../../../model/query/query.ts';
import { isFailureClause } from '../filter/failure-group.ts';
import { isFailed } from './failure-scope.ts';

/** More failed runs that do not know their failure take no part in a vote. */
export const mostUnsignedInVote = 1_000;

/** The signatures of a query that names nothing but whole signatures. */
export function votedSignatures({ clauses }: Query): readonly string[] | undefined {
  const [clause, ...others] = clauses.filter(one => !isFailed(one));
  if (!clause || !isFailureClause(clause) || clause.negated || others.length > 0) return undefined;
  const ids = clause.values.map(({ text }) => text);
  return ids.every(id => /^[\da-z]+$/.test(id)) ? ids : undefined;
}
