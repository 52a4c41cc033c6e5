import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePayload } from '../../../../src/model/payload/json-text.ts';
import { LazyContainer, openPayload } from '../../../../src/model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../../src/model/payload/lazy/lazy-text.ts';
import { type LazyLimits, lazyLimits } from '../../../../src/model/payload/lazy/places.ts';
import { scanPayload } from '../../../../src/model/payload/lazy/scan-payload.ts';
import { createTextLines } from '../../../../src/screen/run/outline/text-lines.ts';
import { trials } from '../../../trials.ts';
import { readWhole } from './read-whole.ts';

const everything: LazyLimits = {
  containerBytes: 0,
  textBytes: 0,
  partBytes: 9,
  markItems: 3,
  markBytes: 24,
  depth: 1_000,
};

const limits = fc.record({
  containerBytes: fc.constantFrom(0, 2, 10, 40),
  textBytes: fc.constantFrom(0, 5, 20),
  partBytes: fc.integer({ min: 8, max: 30 }),
  markItems: fc.integer({ min: 1, max: 5 }),
  markBytes: fc.integer({ min: 1, max: 30 }),
  depth: fc.constantFrom(1, 2, 1_000),
});

function open(text: string | Uint8Array, chosen: LazyLimits = everything): unknown {
  return openPayload(scanPayload(Uint8Array.from(Buffer.from(text)), chosen));
}

/** `assert` of the order of the keys, too, which `toEqual` ignores. */
function expectSame(text: string, chosen?: LazyLimits): void {
  const whole = readWhole(open(text, chosen));
  const parsed = parsePayload(Buffer.from(text).toString());
  expect(isDeepStrictEqual(whole, parsed), text).toBe(true);
  expect(JSON.stringify(whole), text).toBe(JSON.stringify(parsed));
}

const surrogates = { from: 0xd800, count: 0x800 };

/** As `binary` of fast-check, which makes a map of every code point before it makes the first text. */
const unit = fc.integer({ min: 0, max: 0x10ffff - surrogates.count }).map(
  at => String.fromCodePoint(at < surrogates.from ? at : at + surrogates.count),
  char => {
    const code = typeof char === 'string' && /^.$/su.test(char) ? char.codePointAt(0) : undefined;
    if (code === undefined) throw new Error('not a character');
    return code < surrogates.from ? code : code - surrogates.count;
  },
);

const keys = fc.oneof(
  fc.string({ unit, maxLength: 6 }),
  fc.constantFrom(
    'a',
    'b',
    '0',
    '1',
    '10',
    '01',
    '-1',
    '4294967294',
    '4294967295',
    '__proto__',
    '',
    '\u0000',
  ),
);

const scalars = fc.oneof(
  fc.string({ unit, maxLength: 40 }).map(text => JSON.stringify(text)),
  fc.constantFrom('1', '-0', '0.5', '1e400', '-12e-3', '9007199254740993', '123456789012345678901234567890'),
  fc.constantFrom('true', 'false', 'null', '"\\ud83d"', '"\\ude00\\ud83d"', '"\\u0041\\n\\\\\\""', '"€😀"'),
);

const spaces = fc.constantFrom('', '', '', ' ', '\n', '\t\r ');

/** JSON text with repeated keys, blanks and every kind of number and escape. */
const { json } = fc.letrec<{ json: string; list: string; object: string }>(tie => ({
  json: fc.oneof({ maxDepth: 5 }, scalars, tie('list'), tie('object')),
  list: fc
    .tuple(fc.array(tie('json'), { maxLength: 8 }), spaces)
    .map(([items, gap]) => `[${gap}${items.join(`${gap},${gap}`)}${gap}]`),
  object: fc
    .tuple(fc.array(fc.tuple(keys, tie('json')), { maxLength: 8 }), spaces)
    .map(
      ([members, gap]) =>
        `{${gap}${members.map(([key, value]) => `${JSON.stringify(key)}${gap}:${gap}${value}`).join(`${gap},`)}${gap}}`,
    ),
}));

test('reads any JSON as the parser does, keys in its order', () => {
  fc.assert(
    fc.property(json, spaces, limits, (text, gap, chosen) => expectSame(`${gap}${text}${gap}`, chosen)),
    { numRuns: trials(3_000) },
  );
});

test('accepts exactly what the parser accepts; other text stays a text', () => {
  const edit = fc.record({ at: fc.nat(), cut: fc.nat({ max: 2 }), put: fc.string({ maxLength: 2 }) });
  fc.assert(
    fc.property(json, edit, limits, (text, { at, cut, put }, chosen) => {
      const from = at % (text.length + 1);
      expectSame(text.slice(0, from) + put + text.slice(from + cut), chosen);
    }),
    { numRuns: trials(3_000) },
  );
  for (const text of ['', ' ', '01', '1.', '.5', '+1', '1e', '-', 'tru', 'nulll', '"\\x"', '"\\u12g4"', '"'])
    expectSame(text);
  for (const text of [
    '[1,]',
    '[,1]',
    '{"a"}',
    '{"a":}',
    '{a:1}',
    '{"a":1,}',
    '[1 2]',
    '[}',
    '"\n"',
    '\ufeff1',
  ])
    expectSame(text);
});

test('decodes invalid UTF-8 as a decoder does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), limits, (bytes, chosen) => {
      const inQuotes = Buffer.concat([Buffer.from('"'), bytes, Buffer.from('"')]);
      for (const text of [bytes, inQuotes])
        expect(readWhole(open(text, chosen))).toEqual(parsePayload(Buffer.from(text).toString()));
    }),
    { numRuns: trials(3_000) },
  );
});

test('finds every key, and none that is not there', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, fc.nat()), { maxLength: 30 }), limits, (members, chosen) => {
      const text = `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join()}}`;
      const object = open(text, { ...chosen, containerBytes: 0 });
      const parsed: unknown = JSON.parse(text);
      const known = Object.keys(Object(parsed));
      if (!(object instanceof LazyContainer)) throw new Error('not lazy');
      expect(known.map(key => object.indexOf(key))).toEqual(known.map((_, index) => index));
      for (const [key] of members) expect(object.get(key)).toEqual(Reflect.get(Object(parsed), key));
      expect(object.indexOf('not there')).toBe(-1);
    }),
    { numRuns: trials(1_000) },
  );
});

test('keys that were made to have the same hash are spread as others are', () => {
  const text = `{${keysOfOneHash(12)
    .map(key => `${JSON.stringify(key)}:1`)
    .join()}}`;
  const { places } = scanPayload(Uint8Array.from(Buffer.from(text)), everything);
  const slots = ('keys' in places && places.keys.get(0)?.slots) || [];
  const runs = Array.from(slots, slot => (slot === 0 ? ' ' : 'x'))
    .join('')
    .split(' ');
  expect(slots.length).toBeGreaterThan(4_096);
  expect(Math.max(...runs.map(({ length }) => length))).toBeLessThan(1_000);
});

/** The units of a piece, of which no two are the same. */
const unitsAt = (at: number) => [
  0x61 + Math.floor(at / 20_000),
  0x100 + (at % 20_000),
  0x100 + ((at * 7_919) % 20_011),
];

/** `2 ** pairs` keys: at each place, two pieces that make the same of FNV-1a. */
function keysOfOneHash(pairs: number): readonly string[] {
  let keysSoFar = [''];
  let start = 0x811c9dc5;
  for (let pair = 0; pair < pairs; pair += 1) {
    const seen = new Map<number, number>();
    for (let at = 0; ; at += 1) {
      const units = unitsAt(at);
      const hash = units.reduce((sum, unit) => Math.imul(sum ^ unit, 0x01000193), start);
      const other = seen.get(hash);
      seen.set(hash, at);
      if (other === undefined) continue;
      const pieces = [other, at].map(place => String.fromCharCode(...unitsAt(place)));
      keysSoFar = keysSoFar.flatMap(key => pieces.map(piece => key + piece));
      start = hash;
      break;
    }
  }
  return keysSoFar;
}

test('cuts a long text into the lines that the whole text has', () => {
  const pieces = fc.constantFrom(
    '\n',
    'word ',
    '😀',
    '\\',
    'x'.repeat(990),
    'ä'.repeat(300),
    '\r\n',
    '\u2028',
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 8, max: 5_000 }),
      (all, partBytes) => {
        const text = all.join('');
        const lazy = open(JSON.stringify(text), { ...everything, partBytes });
        if (!(lazy instanceof LazyText)) throw new Error('not lazy');
        const { count, marks } = createTextLines(text);
        expect([lazy.places.lines.count, [...lazy.places.lines.marks]]).toEqual([count, marks]);
        expect(lazy.length).toBe(text.length);
        for (const at of [0, 1, 17, 4_000]) expect(lazy.slice(at, at + 700)).toBe(text.slice(at, at + 700));
      },
    ),
  );
});

test('reads what is nested deeper than any stack', () => {
  const text = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  let value = open(text, lazyLimits);
  let depth = 0;
  for (; value instanceof LazyContainer; depth += 1) value = value.at(0);
  expect(depth).toBe(lazyLimits.depth);
  expect(Array.isArray(value)).toBe(true);
});

test('reads the same object twice as the same', () => {
  const root = open('{"list":[[1,2,3]]}');
  if (!(root instanceof LazyContainer)) throw new Error('not lazy');
  expect(root.get('list')).toBe(root.at(0));
});
