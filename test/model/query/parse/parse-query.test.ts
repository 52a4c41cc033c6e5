import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery, tryParseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { QueryError } from '../../../../src/model/query/parse/query-error.ts';
import type { ClauseBody, TextPattern } from '../../../../src/model/query/query.ts';
import { oneIn, trials } from '../../../trials.ts';
import { anyCharacter } from '../../text/any-character.ts';
import { busyMs } from '../../text/busy-ms.ts';

function is(text: string): TextPattern {
  return { text, isGlob: false };
}

function glob(text: string): TextPattern {
  return { text, isGlob: true };
}

function bodiesOf(text: string): unknown[] {
  return parseQuery(text).clauses.map(({ negated: _, start: __, end: ___, ...body }) => body);
}

function word(text: string): ClauseBody {
  return { type: 'word', text };
}

const readings: readonly (readonly [string, readonly ClauseBody[]])[] = [
  ['', []],
  [' \t\n\u00a0 ', []],
  ['timeout', [word('timeout')]],
  ['  two\twords\u3000more ', [word('two'), word('words'), word('more')]],
  ['create-user', [word('create-user')]],
  ['a!b', [word('a!b')]],
  ['a,b', [word('a,b')]],
  ['日本語 🚀', [word('日本語'), word('🚀')]],
  ["it's", [word("it's")]],
  ['c\\x', [word('c\\x')]],
  ['"rate limit"', [word('rate limit')]],
  ['"http://x"', [word('http://x')]],
  ['"12:30"', [word('12:30')]],
  ['12":"30', [word('12:30')]],
  ['"-"', [word('-')]],
  ['"!x"', [word('!x')]],
  ['"*"', [word('*')]],
  ['" "', [word(' ')]],
  ['a"b c"d', [word('ab cd')]],
  ['"say \\"hi\\""', [word('say "hi"')]],
  ['"c:\\\\x"', [word('c:\\x')]],
  ['"c:\\temp"', [word('c:\\temp')]],
  ['"\\\\" x', [word('\\'), word('x')]],
  ['timeout*', [word('timeout')]],
  ['timeout**', [word('timeout')]],
  ['"a*"*', [word('a*')]],

  ['status:failed', [{ type: 'status', values: [{ status: 'failed' }] }]],
  ['STATUS:Failed', [{ type: 'status', values: [{ status: 'failed' }] }]],
  [
    'status:failed,cancelled,"Success"',
    [{ type: 'status', values: [{ status: 'failed' }, { status: 'canceled' }, { status: 'success' }] }],
  ],
  ['status:suspended', [{ type: 'status', values: [{ status: 'waiting' }] }]],
  ['status:Active," active "', [{ type: 'status', values: [{ status: 'active' }] }]],
  ['status:Unknown', [{ type: 'status', values: [{ status: 'unknown' }] }]],
  ['status:Zombie', [{ type: 'status', values: [{ status: 'unknown', raw: 'Zombie' }] }]],
  ['status:"faild"', [{ type: 'status', values: [{ status: 'unknown', raw: 'faild' }] }]],
  ['status:"timed out*"', [{ type: 'status', values: [{ status: 'unknown', raw: 'timed out*' }] }]],
  ['type:workflow,Agent', [{ type: 'kind', values: ['workflow', 'agent'] }]],
  ['kind:agent', [{ type: 'kind', values: ['agent'] }]],

  ['workflow:signup', [{ type: 'text', field: 'workflow', values: [is('signup')] }]],
  ['Name:signup', [{ type: 'text', field: 'workflow', values: [is('signup')] }]],
  ['project:core', [{ type: 'text', field: 'project', values: [is('core')] }]],
  ['trigger:webhook', [{ type: 'text', field: 'trigger', values: [is('webhook')] }]],
  ['actor:Ada', [{ type: 'text', field: 'actor', values: [is('Ada')] }]],
  ['model:gpt*', [{ type: 'text', field: 'model', values: [glob('gpt*')] }]],
  ['service:*mail*', [{ type: 'text', field: 'service', values: [glob('*mail*')] }]],
  ['error:"rate limit"', [{ type: 'text', field: 'error', values: [is('rate limit')] }]],
  ['step:send-email', [{ type: 'text', field: 'step', values: [is('send-email')] }]],
  ['id:run_1', [{ type: 'text', field: 'id', values: [is('run_1')] }]],
  ['actor:"*"', [{ type: 'text', field: 'actor', values: [is('*')] }]],
  ['actor:"a*"*', [{ type: 'text', field: 'actor', values: [glob('a\\**')] }]],
  ['actor:"a\\\\"*', [{ type: 'text', field: 'actor', values: [glob('a\\\\*')] }]],
  ['actor:a\\*', [{ type: 'text', field: 'actor', values: [glob('a\\\\*')] }]],
  ['actor:"a"b"c"', [{ type: 'text', field: 'actor', values: [is('abc')] }]],
  ['actor:""', [{ type: 'text', field: 'actor', values: [is('')] }]],
  ['actor:"a,b",c', [{ type: 'text', field: 'actor', values: [is('a,b'), is('c')] }]],
  ['actor:a:b', [{ type: 'text', field: 'actor', values: [is('a:b')] }]],
  ['actor:>5', [{ type: 'text', field: 'actor', values: [is('>5')] }]],

  ['cost:0.10', [{ type: 'number', field: 'cost', tests: [{ op: '=', value: 0.1 }] }]],
  ['cost:>=0.10', [{ type: 'number', field: 'cost', tests: [{ op: '>=', value: 0.1 }] }]],
  ['cost:>$1', [{ type: 'number', field: 'cost', tests: [{ op: '>', value: 1 }] }]],
  ['cost:<.5', [{ type: 'number', field: 'cost', tests: [{ op: '<', value: 0.5 }] }]],
  ['cost:<=1e-3', [{ type: 'number', field: 'cost', tests: [{ op: '<=', value: 0.001 }] }]],
  ['cost:-0', [{ type: 'number', field: 'cost', tests: [{ op: '=', value: 0 }] }]],
  ['cost:"> 1."', [{ type: 'number', field: 'cost', tests: [{ op: '>', value: 1 }] }]],
  ['cost:0.1..0.5', [{ type: 'number', field: 'cost', tests: [{ op: '..', from: 0.1, to: 0.5 }] }]],
  ['cost:$1..$2', [{ type: 'number', field: 'cost', tests: [{ op: '..', from: 1, to: 2 }] }]],
  [
    'messages:3,>=10',
    [
      {
        type: 'number',
        field: 'messages',
        tests: [
          { op: '=', value: 3 },
          { op: '>=', value: 10 },
        ],
      },
    ],
  ],
  ['steps:5..5', [{ type: 'number', field: 'steps', tests: [{ op: '..', from: 5, to: 5 }] }]],
  ['steps:-2..+2', [{ type: 'number', field: 'steps', tests: [{ op: '..', from: -2, to: 2 }] }]],
  ['duration:>30s', [{ type: 'number', field: 'duration', tests: [{ op: '>', value: 30_000 }] }]],
  ['duration:>3x', [{ type: 'number', field: 'slow', tests: [{ op: '>', value: 3 }] }]],
  ['duration:1.5X..4×', [{ type: 'number', field: 'slow', tests: [{ op: '..', from: 1.5, to: 4 }] }]],
  ['duration:1m30s', [{ type: 'number', field: 'duration', tests: [{ op: '=', value: 90_000 }] }]],
  ['duration:<=0', [{ type: 'number', field: 'duration', tests: [{ op: '<=', value: 0 }] }]],
  [
    'duration:500ms..2h',
    [{ type: 'number', field: 'duration', tests: [{ op: '..', from: 500, to: 7_200_000 }] }],
  ],

  ['since:24h', [{ type: 'time', field: 'since', tests: [{ op: 'since', text: '24h' }] }]],
  ['until:Yesterday', [{ type: 'time', field: 'until', tests: [{ op: 'until', text: 'Yesterday' }] }]],
  [
    'since:2026-11-24T10:30',
    [{ type: 'time', field: 'since', tests: [{ op: 'since', text: '2026-11-24T10:30' }] }],
  ],
  ['started:today', [{ type: 'time', field: 'started', tests: [{ op: 'on', text: 'today' }] }]],
  ['started:<1h', [{ type: 'time', field: 'started', tests: [{ op: '<', text: '1h' }] }]],
  ['started:>=2026-11-24', [{ type: 'time', field: 'started', tests: [{ op: '>=', text: '2026-11-24' }] }]],
  [
    'started:>"2026-11-24 10:00"',
    [{ type: 'time', field: 'started', tests: [{ op: '>', text: '2026-11-24 10:00' }] }],
  ],
  [
    'started:2026-11-23..today,7d',
    [
      {
        type: 'time',
        field: 'started',
        tests: [
          { op: '..', from: '2026-11-23', to: 'today' },
          { op: 'on', text: '7d' },
        ],
      },
    ],
  ],
  [
    'started:today..12h',
    [{ type: 'time', field: 'started', tests: [{ op: '..', from: 'today', to: '12h' }] }],
  ],
  [
    'started:2026-11-24..2026-11-24',
    [{ type: 'time', field: 'started', tests: [{ op: '..', from: '2026-11-24', to: '2026-11-24' }] }],
  ],
  [
    'started:today..today',
    [{ type: 'time', field: 'started', tests: [{ op: '..', from: 'today', to: 'today' }] }],
  ],

  [
    'input.email:ada@example.com',
    [
      {
        type: 'path',
        root: 'input',
        path: ['email'],
        tests: [{ type: 'text', pattern: is('ada@example.com') }],
      },
    ],
  ],
  [
    'OUTPUT.Total:>100',
    [
      {
        type: 'path',
        root: 'output',
        path: ['Total'],
        tests: [{ type: 'number', test: { op: '>', value: 100 } }],
      },
    ],
  ],
  [
    'input.items.0.sku:a*,1..5,5',
    [
      {
        type: 'path',
        root: 'input',
        path: ['items', '0', 'sku'],
        tests: [
          { type: 'text', pattern: glob('a*') },
          { type: 'number', test: { op: '..', from: 1, to: 5 } },
          { type: 'text', pattern: is('5') },
        ],
      },
    ],
  ],
  [
    'input."a.b":x',
    [{ type: 'path', root: 'input', path: ['a.b'], tests: [{ type: 'text', pattern: is('x') }] }],
  ],
  [
    'input."k:v"."".x"*":x',
    [{ type: 'path', root: 'input', path: ['k:v', '', 'x*'], tests: [{ type: 'text', pattern: is('x') }] }],
  ],
  [
    'input.x:">5","1..5",1"..6",../a,a..b,"","">6',
    [
      {
        type: 'path',
        root: 'input',
        path: ['x'],
        tests: ['>5', '1..5', '1..6', '../a', 'a..b', '', '>6'].map(text => ({
          type: 'text',
          pattern: is(text),
        })),
      },
    ],
  ],
];

describe('parseQuery', () => {
  it.each(readings)('reads %j', (text, clauses) => {
    expect(bodiesOf(text)).toEqual(clauses);
  });

  it.each([
    ['-timeout', true, word('timeout')],
    ['!timeout', true, word('timeout')],
    ['timeout', false, word('timeout')],
    ['-"a b"', true, word('a b')],
    ['--x', true, word('-x')],
    ['-actor:ada', true, { type: 'text', field: 'actor', values: [is('ada')] }],
    [
      '!input.a:b',
      true,
      { type: 'path', root: 'input', path: ['a'], tests: [{ type: 'text', pattern: is('b') }] },
    ],
  ])('reads whether %s is negated', (text, negated, body) => {
    expect(parseQuery(text).clauses).toEqual([{ ...body, negated, start: 0, end: text.length }]);
  });

  it('tells where each clause stands, in UTF-16 units', () => {
    const places = parseQuery('  🚀 -status:failed "a b"').clauses.map(({ start, end }) => [start, end]);
    expect(places).toEqual([
      [2, 4],
      [5, 19],
      [20, 25],
    ]);
  });

  it('reads or refuses any text at all', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '"',
        '\\',
        ':',
        ',',
        '.',
        '*',
        '-',
        '!',
        ' ',
        '..',
        '>',
        'status',
        'input',
        'since',
        'cost',
        '1',
        '24h',
      ),
      fc.string({ unit: anyCharacter, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const text = pieces.join('');
        const parsed = tryParseQuery(text);
        const places = 'error' in parsed ? [parsed.error] : parsed.query.clauses;
        for (const { start, end } of places) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: trials(2_000) },
    );
  });

  const pieces = [
    ['one word', 'x'],
    ['words', 'a '],
    ['quotes', '"a" '],
    ['an open quote', 'a"'],
    ['escapes', '\\"'],
    ['commas', ',a'],
    ['colons', ':'],
    ['dots', '.a'],
    ['stars', '*'],
    ['digits', '1'],
    ['minus signs', '-'],
    ['durations', '1m'],
  ] as const;

  it.each(pieces.filter((_, at) => at % oneIn(1, 3) === 0))(
    'takes no more than a moment for 100,000 characters of %s',
    (_, piece) => {
      const filler = piece.repeat(100_000 / piece.length);
      const all = () => {
        for (const head of [
          '',
          '"',
          'actor:',
          'duration:>',
          'since:',
          'input',
          'input.a:',
          'status:',
          'cost:',
        ]) {
          tryParseQuery(head + filler);
        }
      };
      expect(busyMs(all)).toBeLessThan(3_000);
    },
  );
});

describe('tryParseQuery', () => {
  it('gives the query of a good filter', () => {
    expect(tryParseQuery('a')).toEqual({ query: parseQuery('a') });
  });

  it('gives the error of a bad filter', () => {
    const parsed = tryParseQuery('stauts:failed');
    expect('error' in parsed && parsed.error).toBeInstanceOf(QueryError);
  });

  it('does not take a bug for a bad filter', () => {
    expect(() => Reflect.apply(tryParseQuery, undefined, [null])).toThrow(TypeError);
  });
});

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
