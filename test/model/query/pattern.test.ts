import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, globPieces } from '../../../src/model/query/pattern.ts';
import { trials } from '../../trials.ts';
import { busyMs } from '../text/busy-ms.ts';
import { toGlob } from './arbitrary-query.ts';

function globs(text: string, value: string): boolean {
  return compilePattern({ text, isGlob: true })(value);
}

describe('compilePattern', () => {
  it.each([
    ['ada', 'ada', true],
    ['ada', 'ADA', true],
    ['ADA', 'ada', true],
    ['ada', 'adam', false],
    ['ada', 'a', false],
    ['ada', '', false],
    ['', '', true],
    ['', 'a', false],
    ['a*', 'a*', true],
    ['a*', 'ab', false],
    ['cafe\u0301', 'CAFÉ', true],
  ])('without stars compares %j with the whole of %j', (text, value, fits) => {
    expect(compilePattern({ text, isGlob: false })(value)).toBe(fits);
  });

  it.each([
    ['*', '', true],
    ['*', 'a\nb', true],
    ['a*', 'a', true],
    ['a*', 'Abc', true],
    ['a*', 'ba', false],
    ['*a', 'ba', true],
    ['*a', 'ab', false],
    ['a*b', 'ab', true],
    ['a*b', 'aXb', true],
    ['a*b', 'axbx', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*a*', 'xay', true],
    ['*a*', 'xy', false],
    ['*a*b*', 'xbxa', false],
    ['*a*b*', 'xaxb', true],
    ['*aa*aa*', 'aaa', false],
    ['*aa*aa*', 'aaaa', true],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'ab', false],
    ['ab*b*bc', 'abbc', false],
    ['a*b*bc', 'abc', false],
    ['a*b*bc', 'abbc', true],
    ['a**c', 'abc', true],
    ['\\**', '*x', true],
    ['\\**', 'x*', false],
    ['\\\\*', '\\x', true],
    ['ΟΔΟΣ*', 'οδος', true],
  ])('with stars tells whether %j fits the whole of %j', (text, value, fits) => {
    expect(globs(text, value)).toBe(fits);
  });

  it('agrees with a regular expression on short texts', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 7 });
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 }), {
          minLength: 2,
          maxLength: 5,
        }),
        short,
        (pieces, value) => {
          const expected = new RegExp(`^${pieces.join('.*')}$`).test(value);
          expect(compilePattern(toGlob(pieces))(value)).toBe(expected);
        },
      ),
      { numRuns: trials(1_000) },
    );
  });

  it('does not take long over a pattern made to be slow', () => {
    const fits = compilePattern({ text: '*a'.repeat(5_000), isGlob: true });
    const both = () => {
      expect(fits(`${'a'.repeat(100_000)}b`)).toBe(false);
      expect(fits('a'.repeat(100_000))).toBe(true);
    };
    expect(busyMs(both)).toBeLessThan(1_000);
  });
});

describe('globPieces', () => {
  it.each([
    ['a*b', ['a', 'b']],
    ['*', ['', '']],
    ['**a', ['', '', 'a']],
    ['a\\*b*', ['a*b', '']],
    ['a\\\\*', ['a\\', '']],
  ])('cuts %j at its stars', (text, pieces) => {
    expect(globPieces(text)).toEqual(pieces);
  });

  it('takes apart what toGlob put together', () => {
    expect(toGlob(['a*', 'b\\']).text).toBe('a\\**b\\\\');
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('*', '\\', 'a') }), { minLength: 1 }),
        pieces => {
          expect(globPieces(toGlob(pieces).text)).toEqual(pieces);
          expect(toGlob(pieces).isGlob).toBe(true);
        },
      ),
    );
  });
});
