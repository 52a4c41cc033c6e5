import type { Clause, ClauseBody, Query } from './query.ts';
import { foldCase } from './search-words.ts';

/** Keeps the first of equal clauses, and the first of equal values in a clause. */
export function mergeEqual(query: Query): Query {
  return { clauses: firstOfEach(query.clauses.map(mergeValues), clauseKey) };
}

function mergeValues(clause: Clause): Clause {
  const keyOf = (value: unknown): string => valueKey(value, clause);
  switch (clause.type) {
    case 'word':
      return clause;
    case 'status':
      return { ...clause, values: firstOfEach(clause.values, keyOf) };
    case 'kind':
      return { ...clause, values: firstOfEach(clause.values, keyOf) };
    case 'text':
      return { ...clause, values: firstOfEach(clause.values, keyOf) };
    case 'number':
      return { ...clause, tests: firstOfEach(clause.tests, keyOf) };
    case 'time':
      return { ...clause, tests: firstOfEach(clause.tests, keyOf) };
    case 'path':
      return { ...clause, tests: firstOfEach(clause.tests, keyOf) };
  }
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const seen = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}

function clauseKey({ start: _, end: __, ...body }: Clause): string {
  const path = body.type === 'path' ? [body.root, ...body.path] : [];
  const field = 'field' in body ? body.field : '';
  return JSON.stringify([body.negated, body.type, field, path, valueKeys(body).toSorted()]);
}

/** The values of a clause, each as a text that is the same for values that mean the same. */
export function valueKeys(body: ClauseBody): readonly string[] {
  const values: readonly unknown[] =
    body.type === 'word' ? [body.text] : 'values' in body ? body.values : body.tests;
  return values.map(value => valueKey(value, body));
}

function valueKey(value: unknown, body: ClauseBody): string {
  const isExact = body.type === 'text' && body.field === 'retryOf';
  return JSON.stringify(value, (_, part) => (typeof part === 'string' && !isExact ? foldCase(part) : part));
}
