import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeEqual } from '../../../src/model/query/clauses.ts';
import { formatQuery, quote } from '../../../src/model/query/format.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { trials } from '../../trials.ts';
import { arbitraryQuery, withoutPlaces } from './arbitrary-query.ts';

describe('formatQuery', () => {
  it('is read back as the same query, whatever the query', () => {
    fc.assert(
      fc.property(arbitraryQuery, query => {
        expect(withoutPlaces(parseQuery(formatQuery(query)))).toEqual(withoutPlaces(mergeEqual(query)));
      }),
      { numRuns: trials(1_500) },
    );
  });

  it.each([
    '',
    'two words',
    '-timeout',
    '-"a b"',
    '"-x"',
    '"!x"',
    'a-b!',
    'a,b',
    '"a:b"',
    '"a*b"',
    '"say \\"hi\\""',
    'c\\x',
    '"c: \\\\"',
    'status:failed,active,unknown,"Zombie"',
    'type:workflow,agent',
    'workflow:signup*,*b*,"a *"*',
    'actor:"","a,b","a b","x\\"y","*",a:b,-x,<5',
    'error:"rate limit" step:a id:b project:c trigger:d model:e service:f',
    'cost:>=0.1,<5,<=2,>1e-7,3,1..2',
    'messages:5 steps:>-2',
    'duration:>1m30s,0,500ms..2h,<0.5ms,1d1h1m1s1ms',
    'since:24h until:Yesterday',
    'since:"2026-11-24 10:00"',
    'started:today,>1h,>=2h,<3h,<="2026-11-24 10:00",yesterday..today,"2026-11-24 10:00".."2026-11-24 11:00"',
    'input.email:ada@example.com output.total:>100,>=1,<2,<=3,1..5',
    'input."a.b"."x y"."k:v"."q\\""."*"."".0.-x:y',
    'input.a:">5","<b",a>b,"1..5","..",5,"a,b","",a*,">"*,"a..b"*',
  ])('writes %s as it is', text => {
    expect(formatQuery(parseQuery(text))).toBe(text);
  });

  it.each([
    ['  a   b ', 'a b'],
    ['!a', '-a'],
    ['"plain" a*', 'plain a'],
    ['kind:agent name:x', 'type:agent workflow:x'],
    ['STATUS:cancelled', 'status:canceled'],
    ['duration:90s,60m,1w', 'duration:1m30s,1h,7d'],
    ['cost:$0.10', 'cost:0.1'],
    ['actor:"a""b"', 'actor:ab'],
  ])('writes %s in its plain form', (text, plain) => {
    expect(formatQuery(parseQuery(text))).toBe(plain);
  });
});

describe('quote', () => {
  it('escapes quotes and backslashes', () => {
    expect(quote('a "b" \\c')).toBe('"a \\"b\\" \\\\c"');
  });
});
