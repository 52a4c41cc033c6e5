import { InspectorError } from '../../errors.ts';
import type { Query } from '../query.ts';
import { parseQuery } from './parse-query.ts';
import { QueryError } from './query-error.ts';

/** Parses a filter; its error shows the place in the text. */
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

/** The filter with a line of carets under the wrong part; a long filter is cut around it. */
function pointAt(filter: string, { start, end }: QueryError): string {
  const from = start > shownBefore ? start - shownBefore : 0;
  const text = filter.slice(from, from + shownUnits).replace(/\s/g, ' ');
  const lead = from > 0 ? '…' : '';
  const tail = from + shownUnits < filter.length ? '…' : '';
  const width = Math.max(1, Math.min(end, from + shownUnits) - start);
  return `${lead}${text}${tail}\n${' '.repeat(lead.length + start - from)}${'^'.repeat(width)}`;
}
