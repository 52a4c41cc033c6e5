import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTexts, mostUnitsByWords } from '../../../../src/model/compare/payload/text-words.ts';
import { trials } from '../../../trials.ts';
import { inTurns } from './in-turns.ts';

const compare = (was: string, is: string) => inTurns(compareTexts(was, is)).result;

/** Removed words in brackets, added ones in braces. */
function told(was: string, is: string): string {
  const parts = compare(was, is).map(({ change, start, end }) => {
    if (change === 'removed') return `[${was.slice(start, end)}]`;
    return change === 'added' ? `{${is.slice(start, end)}}` : is.slice(start, end);
  });
  return parts.join('');
}

test('tells words that were replaced, added and removed', () => {
  expect(told('the quick brown fox', 'the slow brown fox')).toBe('the [quick]{slow} brown fox');
  expect(told('a b c', 'a b new c')).toBe('a b {new }c');
  expect(told('wait 3000 ms, then stop', 'wait 3000 ms')).toBe('wait 3000 ms[, then stop]');
});

test('tells whole words, though they have letters in common', () => {
  expect(told('retry timeout', 'retry timeouts')).toBe('retry [timeout]{timeouts}');
  expect(told('unable', 'enable')).toBe('[unable]{enable}');
  expect(told('x 😀 y', 'x 😁 y')).toBe('x [😀]{😁} y');
});

test('tells neighbors that were replaced as one change', () => {
  expect(told('send it to ada lovelace now', 'send it to bob martin now')).toBe(
    'send it to [ada lovelace]{bob martin} now',
  );
});

test('gives back both texts', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', ' ', '\n', '.', 'é', '😀', 'word'),
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, text, (was, is) => {
      const runs = compare(was, is);
      const now = runs.filter(({ change }) => change !== 'removed');
      expect(now.map(({ start, end }) => is.slice(start, end)).join('')).toBe(is);
      const same =
        was.length - runs.reduce((sum, one) => sum + (one.change === 'removed' ? one.end - one.start : 0), 0);
      expect(runs.reduce((sum, one) => sum + (one.change === 'same' ? one.end - one.start : 0), 0)).toBe(
        same,
      );
      const kept = runs.filter(({ change }) => change !== 'added');
      const before = kept.map(({ change, start, end }) => (change === 'same' ? is : was).slice(start, end));
      expect(before.join('')).toBe(was);
    }),
    { numRuns: trials(500) },
  );
});

test('tells the middle of texts as replaced where it is too long, in turns', () => {
  const word = (index: number) => `w${(index * 7919) % 10_007} `;
  const words = (from: number) => Array.from({ length: 400_000 }, (_, index) => word(index + from)).join('');
  const same = 'same '.repeat(20_000);
  const { result, turns } = inTurns(compareTexts(`${same}${words(0)}end`, `${same}${words(5)}end`));
  expect(result.map(({ change }) => change)).toEqual(['same', 'removed', 'added', 'same']);
  expect(result[1]?.end).toBeGreaterThan(mostUnitsByWords);
  expect(turns).toBeGreaterThan(1);
});
