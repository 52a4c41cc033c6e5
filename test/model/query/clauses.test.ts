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

describe('equal terms', () => {
  it.each([
    ['timeout timeout TIMEOUT "timeout" timeout*', 'timeout'],
    ['timeout -timeout', 'timeout -timeout'],
    ['status:failed,error,failed kind:agent type:agent', 'status:failed type:agent'],
    ['actor:ada,Ada,bob actor:bob,ada', 'actor:ada,bob'],
    ['retryOf:a,A,a retryOf:A,a', 'retryOf:a,A'],
    ['actor:ada project:ada', 'actor:ada project:ada'],
    ['workflow:a* workflow:"a*"', 'workflow:a* workflow:"a*"'],
    ['input.a:x input.A:x input.a:X', 'input.a:x input.A:x'],
    ['cost:>1,>1,>2 since:24h since:24h', 'cost:>1,>2 since:24h'],
    ['caf\u00e9 cafe\u0301', 'caf\u00e9'],
  ])('%s are merged to %s', (text, merged) => {
    expect(formatQuery(parseQuery(text))).toBe(merged);
  });

  it('cost nothing, however often they are repeated', () => {
    expect(parseQuery('timeout '.repeat(500)).clauses).toHaveLength(1);
  });
});
