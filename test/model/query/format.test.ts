import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatQuery } from '../../../src/model/query/format.ts';
import { parseQuery } from '../../../src/model/query/parse.ts';
import { arbitraryQuery, withoutPlaces } from './arbitrary-query.ts';

describe('formatQuery', () => {
  it('is read back as the same query, whatever the query', () => {
    fc.assert(
      fc.property(arbitraryQuery, query => {
        expect(withoutPlaces(parseQuery(formatQuery(query)))).toEqual(query);
      }),
      { numRuns: 1_500 },
    );
  });
});
