import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchNames } from '../../../src/model/compare/match-names.ts';
import { trials } from '../../trials.ts';

const match = (a: string | readonly string[], b: string | readonly string[]) => matchNames([...a], [...b]);

/** By the textbook: the length of the longest common subsequence. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let above = new Array<number>(b.length + 1).fill(0);
  for (const one of a) {
    const row = [0];
    for (const [at, other] of b.entries())
      row.push(one === other ? (above[at] ?? 0) + 1 : Math.max(row[at] ?? 0, above[at + 1] ?? 0));
    above = row;
  }
  return above.at(-1) ?? 0;
}

const names = fc.array(fc.constantFrom(...'abcd'), { maxLength: 40 });

describe('matching names', () => {
  it('matches as many equal names in order as there can be', () => {
    fc.assert(
      fc.property(names, names, (a, b) => {
        const matches = match(a, b);
        expect(matches.length).toBe(longestCommon(a, b));
        for (const [at, [one, other]] of matches.entries()) {
          expect(a[one]).toBe(b[other]);
          const [before, beforeOther] = matches[at - 1] ?? [-1, -1];
          expect(one > before && other > beforeOther).toBe(true);
        }
      }),
      { numRuns: trials(2_000) },
    );
  });

  it('matches a loop of very many rounds with two loops', () => {
    const rounds = (count: number) => Array.from({ length: count }, () => 'a');
    expect(match(rounds(200_000), [...rounds(150_000), 'b', ...rounds(150_000)])).toHaveLength(200_000);
  });

  it('finds what was inserted, and what was removed', () => {
    expect(match('abc', 'axbc')).toEqual([
      [0, 0],
      [1, 2],
      [2, 3],
    ]);
    expect(match('abbbc', 'abbc').length).toBe(4);
  });

  it('takes a moment for lists without an order in common', () => {
    const list = Array.from({ length: 20_000 }, (_, at) => `name-${at}`);
    const startAt = performance.now();
    expect(match(list, list.toReversed())).toHaveLength(1);
    expect(performance.now() - startAt).toBeLessThan(2_000);
  });
});
