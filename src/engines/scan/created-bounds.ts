import type { Query } from '../../model/query/query.ts';
import { resolveTime } from '../../model/query/resolve-time.ts';

/** Epoch ms, `from` included, `to` not. */
export type CreatedBounds = { readonly from: number; readonly to: number };

/** The times between which every run that matches a query was created. */
export function createdBounds(query: Query, now: number): CreatedBounds {
  let from = Number.NEGATIVE_INFINITY;
  let to = Number.POSITIVE_INFINITY;
  for (const clause of query.clauses) {
    if (clause.type !== 'time' || clause.field === 'started' || clause.negated) continue;
    const ranges = clause.tests.map(test => resolveTime(test, now));
    from = Math.max(from, Math.min(...ranges.map(range => range.from ?? Number.NEGATIVE_INFINITY)));
    to = Math.min(to, Math.max(...ranges.map(range => range.to ?? Number.POSITIVE_INFINITY)));
  }
  return { from, to };
}

/** Whether a query has only clauses on the time of creation: then a page reads no more runs than it shows. */
export function hasOnlyCreatedClauses(query: Query): boolean {
  return query.clauses.every(
    clause =>
      clause.type === 'time' && clause.field !== 'started' && !clause.negated && clause.tests.length === 1,
  );
}
