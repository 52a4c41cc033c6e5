import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { neededText } from '../../../src/model/text/needed-text.ts';

test.each([
  [/^no price of .* is known$/u, 'no price of '],
  [/\brpc error: code = (?<code>\w+) desc/u, 'rpc error: code = '],
  [/a\.b\/c\(d\)/u, 'a.b/c(d)'],
  [/colou?rs? of it/u, ' of it'],
  [/ab{2,}cd/u, 'ab'],
  [/x(?:no stock){0,2}y/u, 'x'],
  [/x(?:no stock)+y/u, 'no stock'],
  [/(?<=\p{L}{2}ch)es(?=, late)/u, ', late'],
  [/a(?!no stock)(?<!no price)b/u, 'a'],
  [/[no stock]{8}|x/u, ''],
  [/lost at sea|a seat|seal/u, 'sea'],
  [/HTTP 5\d\d: (?:gone|late)/iu, ' 5'],
  [/\d+|\u0041/u, ''],
  [/a\u{1F600}b/u, 'a'],
  [/a\x41(?<one>b)\k<one>c/u, 'a'],
  [/a😀b/u, 'a😀b'],
])('in whatever %s matches is: %s', (pattern, text) => {
  expect(neededText(pattern)).toBe(text);
});

type Matched = { readonly source: string; readonly text: string };

const quantified = fc.constantFrom(
  ...[1].map(times => ({ sign: '', times })),
  ...[0, 1].map(times => ({ sign: '?', times })),
  ...[0, 3].map(times => ({ sign: '*', times })),
  ...[1, 3].map(times => ({ sign: '+', times })),
  ...[2].map(times => ({ sign: '{2}', times })),
  ...[0, 1, 3].map(times => ({ sign: '{0,3}', times })),
);

const literal = fc
  .constantFrom('ab', 'a', '.', 'é', 'b c')
  .map(text => ({ source: text.replace('.', '\\.'), text }));

const other = fc
  .constantFrom(['[ab]', 'b'], ['[^a]', 'é'], ['.', 'a'], ['\\d', '7'], ['\\w+', 'ab'])
  .map(([source = '', text = '']) => ({ source, text }));

function joined(parts: readonly Matched[]): Matched {
  return { source: parts.map(({ source }) => source).join(''), text: parts.map(({ text }) => text).join('') };
}

// Made together: to find a text for a pattern takes minutes where quantifiers are nested.
const { matched } = fc.letrec<{ readonly matched: Matched }>(tie => ({
  matched: fc.oneof(
    { maxDepth: 4 },
    literal,
    fc.tuple(literal, quantified).map(([{ source, text }, { sign, times }]) => ({
      source: source + sign,
      text: text.slice(0, -1) + text.slice(-1).repeat(times),
    })),
    other,
    fc.array(tie('matched'), { minLength: 1, maxLength: 4 }).map(joined),
    fc
      .tuple(fc.array(tie('matched'), { minLength: 1, maxLength: 3 }), quantified, fc.nat(2))
      .map(([ways, { sign, times }, chosen]) => ({
        source: `(?:${ways.map(({ source }) => source).join('|')})${sign}`,
        text: (ways[chosen % ways.length]?.text ?? '').repeat(times),
      })),
  ),
}));

it('is in every text that a pattern matches', () => {
  fc.assert(
    fc.property(matched, ({ source, text }) => {
      expect(text).toContain(neededText(new RegExp(source, 'u')));
    }),
    { numRuns: 1_000 },
  );
});
