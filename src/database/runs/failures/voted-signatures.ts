import type { Query } from '../../../model/query/query.ts';
import { isFailureClause } from '../filter/failure-group.ts';
import { isFailed } from './failure-scope.ts';

/** The signatures of a query that names nothing but whole signatures. */
export function votedSignatures({ clauses }: Query): readonly string[] | undefined {
  const [clause, ...others] = clauses.filter(one => !isFailed(one));
  if (!clause || !isFailureClause(clause) || clause.negated || others.length > 0) return undefined;
  const ids = clause.values.map(({ text }) => text);
  return ids.every(id => /^[\da-z]+$/.test(id)) ? ids : undefined;
}
