import { describe, expect, it } from 'vitest';
import { clauseNeedsPayloads, clausePayloads, joinQueries } from '../../../src/model/query/clauses.ts';
import { formatQuery } from '../../../src/model/query/format.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';

describe('clauseNeedsPayloads', () => {
  it.each([
    ['', false],
    ['timeout', true],
    ['-timeout', true],
    ['"..."', false],
    ['input.a:b', true],
    ['-output.a:>5', true],
    ['status:failed type:agent actor:a error:b cost:>1 since:1h', false],
    ['status:failed timeout', true],
  ])('tells whether %s may need payloads', (text, needs) => {
    expect(parseQuery(text).clauses.some(clauseNeedsPayloads)).toBe(needs);
  });
});

describe('clausePayloads', () => {
  it.each([
    ['timeout', ['input', 'output', 'error', 'messages']],
    ['-timeout', ['input', 'output', 'error', 'messages']],
    ['"..."', []],
    ['input.a:b', ['input']],
    ['-output.a:>5', ['output']],
    ['error:b', []],
  ])('names those that %s looks at', (text, names) => {
    expect(parseQuery(text).clauses.flatMap(clausePayloads)).toEqual(names);
  });
});

describe('joinQueries', () => {
  it('joins the clauses of all', () => {
    const joined = joinQueries(parseQuery('a'), parseQuery(''), parseQuery('b -c'));
    expect(formatQuery(joined)).toBe('a b -c');
  });
});
