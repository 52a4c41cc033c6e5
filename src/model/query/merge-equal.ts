import type { Clause, Query } from './query.ts';
import { foldCase } from './search-words.ts';

/** Keeps the first of equal clauses, and the first of equal values in a clause. */
export function mergeEqual(query: Query): Query {
  return { clauses: firstOfEach(query.clauses.map(mergeValues), clauseKey) };
}

function mergeValues(clause: Clause): Clause {
  switch (clause.type) {
    case 'word':
      return clause;
    case 'status':
      return { ...clause, values: firstOfEach(clause.values, valueKey) };
    case 'kind':
      return { ...clause, values: firstOfEach(clause.values, valueKey) };
    case 'text':
      return { ...clause, values: firstOfEach(clause.values, valueKey) };
    case 'number':
      return { ...clause, tests: firstOfEach(clause.tests, valueKey) };
    case 'time':
      return { ...clause, tests: firstOfEach(clause.tests, valueKey) };
    case 'path':
      return { ...clause, tests: firstOfEach(clause.tests, valueKey) };
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
  if (body.type === 'word') return JSON.stringify([body.negated, body.type, foldCase(body.text)]);
  const values: readonly unknown[] = 'values' in body ? body.values : body.tests;
  const path = body.type === 'path' ? [body.root, ...body.path] : [];
  const field = 'field' in body ? body.field : '';
  return JSON.stringify([body.negated, body.type, field, path, values.map(valueKey).sort()]);
}

/** Case never matters in a value. */
function valueKey(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'string' ? foldCase(part) : part));
}
