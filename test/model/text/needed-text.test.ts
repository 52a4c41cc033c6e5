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

it('is in every text that a pattern matches', () => {
  const literal = fc.constantFrom('ab', 'a', '\\.', 'é', 'b c');
  const { pattern } = fc.letrec<{ readonly pattern: string }>(tie => ({
    pattern: fc.oneof(
      { maxDepth: 4 },
      literal,
      fc.tuple(literal, fc.constantFrom('?', '*', '+', '{2}', '{0,3}')).map(parts => parts.join('')),
      fc.constantFrom('[ab]', '[^a]', '.', '\\d', '\\w+'),
      fc.array(tie('pattern'), { minLength: 1, maxLength: 4 }).map(parts => parts.join('')),
      fc
        .tuple(
          fc.array(tie('pattern'), { minLength: 1, maxLength: 3 }),
          fc.constantFrom('', '?', '+', '{0,2}'),
        )
        .map(([ways, times]) => `(?:${ways.join('|')})${times}`),
    ),
  }));
  const matched = pattern.chain(source =>
    fc.tuple(fc.constant(source), fc.stringMatching(new RegExp(source, 'u'))),
  );
  fc.assert(
    fc.property(matched, ([source, text]) => {
      const found = new RegExp(source, 'u').exec(text)?.[0];
      expect(found).toContain(neededText(new RegExp(source, 'u')));
    }),
    { numRuns: 300 },
  );
});
