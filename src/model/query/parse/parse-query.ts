import { mergeEqual } from '../merge-equal.ts';
import type { Clause, Query } from '../query.ts';
import { cutAt, isPlain, type Part, type Place, scanTerms, type Term, textOf } from './filter-terms.ts';
import { limitWeight } from './limit-weight.ts';
import { parseFieldClause } from './parse-field.ts';
import { parsePathClause } from './parse-path.ts';
import { QueryError } from './query-error.ts';

/** Merges equal terms. Throws a `QueryError` with the position of what is wrong, or of what is too much. */
export function parseQuery(text: string): Query {
  return limitWeight(mergeEqual({ clauses: scanTerms(text).map(parseTerm) }));
}

export function tryParseQuery(text: string): { readonly query: Query } | { readonly error: QueryError } {
  try {
    return { query: parseQuery(text) };
  } catch (error) {
    if (error instanceof QueryError) return { error };
    throw error;
  }
}

function parseTerm(term: Term): Clause {
  const { start, end, body, openQuote, isNegated } = term;
  if (openQuote !== undefined) {
    throw new QueryError('this quote is never closed', {
      start: openQuote,
      end,
      hint: 'close it with ", or write \\" inside quotes for the character itself',
    });
  }
  const place = { negated: isNegated, start, end };
  const cut = cutAt(body, ':');
  if (cut === undefined) return { ...place, type: 'word', text: parseWord(body, place) };
  const [name, value] = cut;
  const path = cutAt(name, '.');
  const clause = path === undefined ? parseFieldClause(name, value) : parsePathClause(name, path, value);
  return { ...place, ...clause };
}

/** A bare word matches as a prefix anyway, so a final star adds nothing. */
function parseWord(body: Part, place: Place): string {
  if (body.marks.length === 0) {
    throw new QueryError('nothing is negated here', {
      ...place,
      hint: 'write "-" right before a term, or quote it to search for the character',
    });
  }
  const marks = body.marks.slice(0, body.marks.findLastIndex(mark => !isPlain(mark, '*')) + 1);
  const star = marks.find(mark => isPlain(mark, '*'));
  if (star !== undefined) {
    throw new QueryError('"*" has no meaning inside a bare word', {
      start: star.at,
      end: star.at + 1,
      hint: 'write two words, or a field such as workflow:a*b, or quote it to search for the character',
    });
  }
  const text = textOf({ ...body, marks });
  if (text === '') throw new QueryError('there is nothing to search for', place);
  return text;
}
