import fc from 'fast-check';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { encodePayload } from '../../../src/model/payload/encode-payload.ts';
import { payloadBytes, toJsonText, toYamlText, writeJson } from '../../../src/model/payload/payload-text.ts';
import { redactValue } from '../../../src/model/text/redact-value.ts';
import { trials } from '../../trials.ts';
import { anyCharacter } from '../text/any-character.ts';

const tricky = [
  ...[
    '',
    ' ',
    'yes',
    'No',
    'on',
    'OFF',
    'y',
    'n',
    'true',
    'Null',
    '~',
    '1',
    '1e3',
    '0x1f',
    '012',
    '0o7',
    '1_000',
    '+1',
  ],
  ...[
    '.5',
    '.inf',
    '.NaN',
    '-.inf',
    '12:30:45',
    '2026-01-01',
    '2026-01-01T00:00:00Z',
    '=',
    '<<',
    '- a',
    '-',
    '?',
    '? a',
  ],
  ...[
    'a: b',
    'a:',
    'a:b',
    ':',
    '#c',
    'a #b',
    'a#b',
    '[a]',
    '{a}',
    'a, b',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '@a',
    '`a',
    '%a',
  ],
  ...[
    "it's",
    '"q"',
    "'",
    '\\',
    'a\\nb',
    ' lead',
    'trail ',
    'tab\there',
    '\ttab',
    '---',
    '...',
    '--- a',
    'é日本👩',
    '\ud800',
  ],
  ...[
    '\x07',
    '\x7f',
    '\x85',
    '\u2028',
    '\ufeff',
    '\ufffe',
    '\u00a0',
    'a\rb',
    'a\r\nb',
    '/path/to',
    'https://x.io:80/a?b#c',
  ],
  ...[
    'one\ntwo',
    'one\ntwo\n',
    'one\n\n\n',
    '\none',
    '\n',
    '\n\n',
    ' \n ',
    '  lead\nx',
    '\tlead\nx',
    'a \nb',
    'a\n  b\n c',
  ],
  ...[
    'a\n  ',
    'a\n\t\n',
    'a\n  \n',
    'a\n---\nb',
    '# a\nb',
    'a\n...',
    '__proto__',
    'word '.repeat(300),
    'x'.repeat(2000),
  ],
];
const text = fc.oneof(
  fc.constantFrom(...tricky),
  fc.string({ unit: anyCharacter, maxLength: 20 }),
  fc
    .array(fc.constantFrom('a', ' ', '\n', '\t', '-', ':', '#', "'", '"', '|', '1', 'é'), { maxLength: 12 })
    .map(parts => parts.join('')),
);
const leaf = fc.oneof(
  { weight: 4, arbitrary: text },
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 1.5, 1e21, -1e-7, 1e100, 123456789012345680000),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter(value => !Object.is(value, -0)),
);
const json = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    // js-yaml turns a member of this name into a prototype guard of its own.
    fc.dictionary(
      text.filter(key => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;

/** A value whose members have no prototype, as js-yaml may give them. */
function normal(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('toYamlText', () => {
  it('writes what people expect to read', () => {
    const value = {
      email: 'ada@example.com',
      count: 3,
      ok: true,
      none: null,
      answer: 'yes',
      day: '2026-01-01',
      stack: 'Error: x\n    at y\n    at z',
      list: ['a', { id: 1, tags: ['x', 'y'] }, [1, [2]], [], {}],
      'two words': { a: { b: 'c' } },
      'a: b': '',
    };
    expect(toYamlText(value)).toBe(`email: ada@example.com
count: 3
ok: true
none: null
answer: 'yes'
day: '2026-01-01'
stack: |-
  Error: x
      at y
      at z
list:
  - a
  - id: 1
    tags:
      - x
      - 'y'
  - - 1
    - - 2
  - []
  - {}
two words:
  a:
    b: c
'a: b': ''
`);
  });

  it.each([
    [undefined, ''],
    [null, 'null\n'],
    ['a', 'a\n'],
    ['a\nb', '"a\\nb"\n'],
    [[], '[]\n'],
    [{}, '{}\n'],
    [[1], '- 1\n'],
    [-0, '-0.0\n'],
    [1e21, '1.0e+21\n'],
    [Number.NaN, '.nan\n'],
    [Number.NEGATIVE_INFINITY, '-.inf\n'],
    [{ a: undefined, b: 1 }, 'b: 1\n'],
    [{ a: undefined }, '{}\n'],
    [[undefined], "- '$type': undefined\n"],
    [{ at: new Date(0) }, "at:\n  '$type': Date\n  value: '1970-01-01T00:00:00.000Z'\n"],
    [{ toJSON: () => 'told' }, 'told\n'],
  ])('writes %j as %j', (value, expected) => {
    expect(toYamlText(value)).toBe(expected);
  });

  it.each(tricky.map(value => [value]))('reads %j back as a text, wherever it stands', value => {
    const holder = { a: value, list: [value, [value]], [value === '__proto__' ? 'p' : value]: value, z: 1 };
    expect(load(toYamlText(value))).toBe(value);
    expect(load(toYamlText(value), { schema: YAML11_SCHEMA })).toBe(value);
    expect(normal(load(toYamlText(holder)))).toEqual(normal(holder));
    expect(normal(load(toYamlText(holder), { schema: YAML11_SCHEMA }))).toEqual(normal(holder));
  });

  it('is read back the same by YAML 1.2 and 1.1', () => {
    fc.assert(
      fc.property(json, value => {
        const yaml = toYamlText(value);
        expect(normal(load(yaml))).toEqual(normal(value));
        expect(normal(load(yaml, { schema: YAML11_SCHEMA }))).toEqual(normal(value));
      }),
      { numRuns: trials(3000) },
    );
  });

  it('repeats what is met twice instead of naming it', () => {
    const same = { a: 1 };
    expect(toYamlText([same, same])).toBe('- a: 1\n- a: 1\n');
  });

  it('puts a question mark before a name that is too long to stand without', () => {
    const name = 'x'.repeat(1001);
    expect(toYamlText({ a: { [name]: [1] } })).toBe(`a:\n  ? ${name}\n  :\n    - 1\n`);
    expect(toYamlText({ [name.slice(1)]: 1 })).toBe(`${name.slice(1)}: 1\n`);
  });

  it('folds no line, however long', () => {
    expect(toYamlText({ a: 'word '.repeat(1000) }).split('\n')).toHaveLength(2);
  });

  it('writes any depth, without drowning in blanks', () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    const yaml = toYamlText(deep);
    expect(yaml.length).toBeLessThan(1_000_000);
    expect(yaml).toContain('{"a":{"a":');
  });

  it('reads back what is deeper than it indents', () => {
    const deep: unknown = JSON.parse(`${'{"a":['.repeat(250)}"yes"${']}'.repeat(250)}`);
    expect(normal(load(toYamlText(deep), { maxDepth: 2000 }))).toEqual(deep);
  });
});

describe('toJsonText', () => {
  it.each([
    [undefined, ''],
    [null, 'null'],
    ['a', '"a"'],
    [{ a: [1, { b: undefined }] }, '{\n  "a": [\n    1,\n    {}\n  ]\n}'],
    [-0, '-0'],
  ])('writes %j as %j', (value, expected) => {
    expect(toJsonText(value)).toBe(expected);
  });

  it('writes one line when asked to', () => {
    expect(toJsonText({ a: [1, 2] }, { indent: 0 })).toBe('{"a":[1,2]}');
  });

  it('writes any depth, without drowning in blanks', () => {
    const source = `${'{"a":['.repeat(50_000)}1${']}'.repeat(50_000)}`;
    const deep: unknown = JSON.parse(source);
    expect(toJsonText(deep, { indent: 0 })).toBe(source);
    const indented = toJsonText(deep);
    expect(indented.length).toBeLessThan(1_000_000);
    expect(indented.split('\n')).toHaveLength(2 * 200 + 1);
    expect(indented.replace(/\s/g, '')).toBe(source);
  });

  it('writes deep values as it writes others', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(0, 1, 2, 4), (value, indent) => {
        expect(writeJson(value, indent)).toBe(JSON.stringify(value, undefined, indent));
      }),
      { numRuns: trials(1000) },
    );
  });

  class Order {
    readonly total = 2n ** 64n;
  }
  const odd = {
    whole: 12n,
    none: undefined,
    list: [undefined, Number.NaN, Number.NEGATIVE_INFINITY, -0],
    at: new Date(0),
    map: new Map<unknown, unknown>([['a', new Set([1n])]]),
    bytes: Buffer.from('hi'),
    order: new Order(),
    link: new URL('https://x.io/'),
  };

  it.each([0, 2])('writes what JSON does not have as the recorder does, with an indent of %d', indent => {
    const recorded: unknown = JSON.parse(encodePayload(odd).json ?? '');
    expect(JSON.parse(toJsonText(odd, { indent }))).toEqual(recorded);
    expect(normal(load(toYamlText({ ...odd, list: [undefined] })))).toEqual(
      normal({ ...(recorded as object), list: [{ $type: 'undefined' }] }),
    );
  });

  it('says where a value comes back to what it stands in, and goes on', () => {
    const cyclic: Record<string, unknown> = { items: [{ name: 'one' }], after: 1 };
    cyclic.items = [{ back: cyclic }];
    cyclic.again = { map: new Map([['me', cyclic]]) };
    expect(JSON.parse(toJsonText(cyclic))).toEqual({
      items: [{ back: { $type: 'circular', path: '$' } }],
      after: 1,
      again: { map: { $type: 'Map', entries: [['me', { $type: 'circular', path: '$' }]] } },
    });
    expect(toYamlText(cyclic)).toContain("  - back:\n      '$type': circular\n      path: '$'\n");
    const inner: unknown[] = [];
    inner.push(inner);
    expect(toJsonText({ 'two words': inner }, { indent: 0 })).toBe(
      '{"two words":[{"$type":"circular","path":"$[\\"two words\\"]"}]}',
    );
    expect(redactValue(cyclic).hidden).toBe(0);
  });
});

describe('payloadBytes', () => {
  it.each([
    [undefined, 0],
    [null, 4],
    ['é', 4],
    [{ a: [1, 2] }, 11],
  ])('counts %j as %i', (value, expected) => {
    expect(payloadBytes(value)).toBe(expected);
  });
});
