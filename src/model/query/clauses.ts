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

/** One query that matches what all of them match. */
export function joinQueries(...queries: readonly Query[]): Query {
  return { clauses: queries.flatMap(query => query.clauses) };
}
