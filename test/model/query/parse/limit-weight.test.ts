import { describe, expect, it } from 'vitest';
import { parseQuery, tryParseQuery } from '../../../../src/model/query/parse/parse-query.ts';

const numbered = (n: number, toText: (n: number) => string, joined = ' ') =>
  Array.from({ length: n }, (_, at) => toText(at)).join(joined);

describe('the weight of a filter', () => {
  it.each([
    ['bare words', 64, numbered(64, n => `word${n}`), ' more'],
    ['negated words', 64, numbered(64, n => `-word${n}`), ' -more'],
    ['values of a payload', 32, numbered(32, n => `input.k:v${n}`), ' output.k:more'],
    ['values of one path', 1, `input.k:${numbered(32, n => `v${n}`, ',')}`, ',more'],
    ['ids', 1, `id:${numbered(128, n => `r${n}`, ',')}`, ',more'],
    ['actors', 1, `actor:${numbered(256, n => `a${n}`, ',')}`, ',more'],
    ['patterns', 1, `workflow:${numbered(128, n => `a${n}*`, ',')}`, ',more'],
    ['numbers', 1, `cost:${numbered(256, n => `>${n}`, ',')}`, ',>999'],
    ['times', 256, numbered(256, n => `since:${n}h`), ' since:999h'],
  ])('of so many %s is allowed, and of one more is refused', (_, clauses, text, more) => {
    expect(parseQuery(text).clauses).toHaveLength(clauses);
    const parsed = tryParseQuery(text + more);
    const error = 'error' in parsed ? parsed.error : undefined;
    expect(error?.message).toMatch(/^the filter is too long: its terms weigh \d+, and 256 is the most$/);
    expect(error?.hint).toContain('leave out some terms');
    expect(error?.kind).toBe('usage');
  });

  it('points at the term that is too much', () => {
    const text = numbered(1_990, n => `w${n}`);
    const parsed = tryParseQuery(text);
    expect(parsed).toMatchObject({ error: { start: text.indexOf('w64 '), end: text.length } });
  });
});
