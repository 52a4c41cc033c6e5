import type { Clause, Query } from './query.ts';
import { resolveTime } from './resolve-time.ts';

/** Epoch ms, `from` included, `to` excluded. */
export type CreatedBounds = { readonly from: number; readonly to: number };

type CreatedClause = Extract<Clause, { type: 'time' }>;

/** The bounds of `createdAt` that the query implies. */
export function createdBounds(query: Query, now: number): CreatedBounds {
  let from = Number.NEGATIVE_INFINITY;
  let to = Number.POSITIVE_INFINITY;
  for (const clause of query.clauses) {
    if (!boundsCreation(clause)) continue;
    const ranges = clause.tests.map(test => resolveTime(test, now));
    from = Math.max(from, Math.min(...ranges.map(range => range.from ?? Number.NEGATIVE_INFINITY)));
    to = Math.min(to, Math.max(...ranges.map(range => range.to ?? Number.POSITIVE_INFINITY)));
  }
  return { from, to };
}

export function boundsCreation(clause: Clause): clause is CreatedClause {
  return clause.type === 'time' && clause.field !== 'started' && !clause.negated;
}

/** Whether the clause means exactly its bounds: one range without gaps. */
export function isCreatedRange(clause: Clause): boolean {
  return boundsCreation(clause) && clause.tests.length === 1;
}
