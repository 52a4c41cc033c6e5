import type { Clause, ClauseBody, Query, TextField } from './query.ts';

/** A clause that nobody typed, so that it has no place in a text. */
export function toClause(body: ClauseBody): Clause {
  return { ...body, negated: false, start: 0, end: 0 };
}

/** Runs for which all of the clauses hold. */
export function composeQuery(...bodies: readonly ClauseBody[]): Query {
  return { clauses: bodies.map(toClause) };
}

/** Runs that have one of the texts, as they are. */
export function oneOfTexts(field: TextField, ...texts: readonly string[]): ClauseBody {
  return { type: 'text', field, values: texts.map(text => ({ text, isGlob: false })) };
}
