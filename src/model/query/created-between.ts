import type { ClauseBody, Query } from './query.ts';

/** Runs created at one time or later, and up to another, in epoch ms. */
export function createdBetween(from: number, to?: number): Query {
  const since: ClauseBody = { type: 'time', field: 'since', tests: [{ op: 'since', text: instant(from) }] };
  if (to === undefined) return toQuery([since]);
  return toQuery([since, { type: 'time', field: 'until', tests: [{ op: 'until', text: instant(to) }] }]);
}

function toQuery(bodies: readonly ClauseBody[]): Query {
  return { clauses: bodies.map(body => ({ ...body, negated: false, start: 0, end: 0 })) };
}

function instant(at: number): string {
  return new Date(Math.floor(at)).toISOString();
}
