import type { Clause, Query, TextPattern } from '../query.ts';
import { QueryError } from './query-error.ts';

/** The most that all terms of a filter may weigh together. */
export const mostWeight = 256;

/** How much work a value is, compared with a column that equals a text. */
const weights = { plain: 1, pattern: 2, search: 2, word: 4, payload: 8 } as const;

/** Throws a `QueryError` at the first term that makes the filter too much work for a store. */
export function limitWeight(query: Query): Query {
  let weight = 0;
  for (const clause of query.clauses) {
    weight += weightOf(clause);
    if (weight > mostWeight) throw tooHeavy(clause, query);
  }
  return query;
}

function tooHeavy({ start }: Clause, { clauses }: Query): QueryError {
  const weight = clauses.reduce((sum, clause) => sum + weightOf(clause), 0);
  return new QueryError(`the filter is too long: its terms weigh ${weight}, and ${mostWeight} is the most`, {
    start,
    end: clauses.at(-1)?.end ?? start,
    hint: 'leave out some terms: a word weighs 4, a value of input or output 8, any other value 1 or 2',
  });
}

function weightOf(clause: Clause): number {
  switch (clause.type) {
    case 'word':
      return weights.word;
    case 'path':
      return clause.tests.length * weights.payload;
    case 'text': {
      const isSearched = clause.field === 'id' || clause.field === 'error';
      return sum(clause.values.map(value => (isSearched ? weights.search : patternWeight(value))));
    }
    case 'number':
    case 'time':
      return clause.tests.length * weights.plain;
    default:
      return clause.values.length * weights.plain;
  }
}

function patternWeight({ isGlob }: TextPattern): number {
  return isGlob ? weights.pattern : weights.plain;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
