import type { Clause, ClauseBody, Query, TextField, TextPattern } from './query.ts';
import { resolveTime } from './resolve-time.ts';

/** A clause that was not typed, so that it has no place in a text. */
export function toClause(body: ClauseBody): Clause {
  return { ...body, negated: false, start: 0, end: 0 };
}

export function composeQuery(...bodies: readonly ClauseBody[]): Query {
  return { clauses: bodies.map(toClause) };
}

export function oneOfTexts(field: TextField, ...texts: readonly string[]): ClauseBody {
  return { type: 'text', field, values: texts.map(text => ({ text, isGlob: false })) };
}

export function beginningWith(text: string): TextPattern {
  return { text: `${text.replace(/[\\*]/gu, '\\$&')}*`, isGlob: true };
}

/** Epoch ms, both included. */
export function createdBetween(from: number, to?: number): Query {
  return to === undefined
    ? composeQuery(createdFrom(from))
    : composeQuery(createdFrom(from), createdUpTo(to));
}

export function createdFrom(at: number): ClauseBody {
  return { type: 'time', field: 'since', tests: [{ op: 'since', text: instant(at) }] };
}

/** `at` is epoch ms, included. */
export function createdUpTo(at: number): ClauseBody {
  return { type: 'time', field: 'until', tests: [{ op: 'until', text: instant(at) }] };
}

function instant(at: number): string {
  return new Date(Math.floor(at)).toISOString();
}

/** Epoch ms, `from` included, `to` excluded. */
type CreatedBounds = { readonly from: number; readonly to: number };

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

export function boundsCreation(clause: Clause): clause is Extract<Clause, { type: 'time' }> {
  return clause.type === 'time' && clause.field !== 'started' && !clause.negated;
}

/** Whether the clause is a single range without gaps. */
export function isCreatedRange(clause: Clause): boolean {
  return boundsCreation(clause) && clause.tests.length === 1;
}
