import { InspectorError } from '../../errors.ts';
import { mergeEqual } from '../clauses.ts';
import {
  cutAt,
  isUnquotedChar,
  type Part,
  type Place,
  partText,
  scanTerms,
  type Term,
} from '../filter-terms.ts';
import { type Clause, isFoundByPart, type Query } from '../query.ts';
import { parseFieldClause, parsePathClause } from './parse-field.ts';
import { QueryError } from './query-error.ts';

/** Merges equal terms. Throws a `QueryError` with the place of what is wrong or too much. */
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

/** Drops final stars, because a bare word is a prefix anyway. */
function parseWord(body: Part, place: Place): string {
  if (body.marks.length === 0) {
    throw new QueryError('nothing is negated here', {
      ...place,
      hint: 'write "-" right before a term, or quote it to search for the character',
    });
  }
  const marks = body.marks.slice(0, body.marks.findLastIndex(mark => !isUnquotedChar(mark, '*')) + 1);
  const star = marks.find(mark => isUnquotedChar(mark, '*'));
  if (star !== undefined) {
    throw new QueryError('"*" has no meaning inside a bare word', {
      start: star.at,
      end: star.at + 1,
      hint: 'write two words, or a field such as workflow:a*b, or quote it to search for the character',
    });
  }
  const text = partText({ ...body, marks });
  if (text === '') throw new QueryError('there is nothing to search for', place);
  return text;
}

/** For all terms of a filter together. */
export const mostWeight = 256;

/** The work that a value is, compared with a column that equals a text. */
const weights = { plain: 1, pattern: 2, search: 2, word: 4, payload: 8 } as const;

/** Throws at the first term that makes the filter too much work for a store. */
function limitWeight(query: Query): Query {
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
    case 'text':
      if (clause.field === 'id' || isFoundByPart(clause.field)) return clause.values.length * weights.search;
      return clause.values.reduce((sum, { isGlob }) => sum + (isGlob ? weights.pattern : weights.plain), 0);
    case 'number':
    case 'time':
      return clause.tests.length * weights.plain;
    default:
      return clause.values.length * weights.plain;
  }
}

export function parseFilter(filter: string): Query {
  try {
    return parseQuery(filter);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const message = `${error.message}\n${pointAt(filter, error)}`;
    throw new InspectorError('usage', message, { hint: error.hint, cause: error });
  }
}

const shownBefore = 40;
const shownUnits = 72;

/** The filter, cut if it is long, above a line of carets. */
function pointAt(filter: string, { start, end }: QueryError): string {
  const from = start > shownBefore ? start - shownBefore : 0;
  const text = filter.slice(from, from + shownUnits).replace(/\s/g, ' ');
  const lead = from > 0 ? '…' : '';
  const tail = from + shownUnits < filter.length ? '…' : '';
  const width = Math.max(1, Math.min(end, from + shownUnits) - start);
  return `${lead}${text}${tail}\n${' '.repeat(lead.length + start - from)}${'^'.repeat(width)}`;
}
