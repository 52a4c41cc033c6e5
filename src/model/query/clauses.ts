import type { Clause, Query } from './query.ts';
import { searchNeedle } from './words.ts';

/** Whether a run's summary may not be enough to decide the clause. */
export function clauseNeedsPayloads(clause: Clause): boolean {
  if (clause.type === 'path') return true;
  return clause.type === 'word' && searchNeedle(clause.text) !== undefined;
}

/** Whether deciding the query may need payloads; a store that scans can leave them unread otherwise. */
export function needsPayloads(query: Query): boolean {
  return query.clauses.some(clauseNeedsPayloads);
}

/** The clauses that a summary decides, and those that may need payloads; together they are the query. */
export function splitClauses(query: Query): {
  readonly summary: readonly Clause[];
  readonly payload: readonly Clause[];
} {
  return {
    summary: query.clauses.filter(clause => !clauseNeedsPayloads(clause)),
    payload: query.clauses.filter(clauseNeedsPayloads),
  };
}

/** One query that matches what all of them match. */
export function joinQueries(...queries: readonly Query[]): Query {
  return { clauses: queries.flatMap(query => query.clauses) };
}
