import { describe, expect, it } from 'vitest';
import { isFarFrom } from '../../../../src/model/compare/judge/judge-number.ts';
import { mirrorComparison } from '../../../../src/model/compare/judge/mirror-comparison.ts';
import { comparisonSentence } from '../../../../src/model/compare/text/comparison-sentence.ts';
import { compareWithLast, finish, runOf, told } from '../compared-runs.ts';

const tokens = (output: number) =>
  runOf({ id: `run_${output}`, output: { tokens: output, seen: output % 7 } });
const successes = [180, 240, 200, 210, 190].map(tokens);

describe('a number that varies between successes', () => {
  it('is told with their range where it is far outside, from both sides', () => {
    const comparison = compareWithLast(tokens(512), successes);
    expect(told(comparison)).toEqual(['output.tokens is 512, was 180 to 240 in 5 of 5 successes', 'output']);
    expect(comparisonSentence(finish(mirrorComparison(comparison)))).toBe(
      'output.tokens is 190, was 512; 180 to 240 in 5 of 5 successes',
    );
    expect(told(compareWithLast(tokens(-7), successes))[0]).toMatch(/^output.tokens is -7, was 180 to 240/u);
  });

  it('is noise where it is near to the range, or few successes are known', () => {
    expect(compareWithLast(tokens(300), successes)).toMatchObject({ first: null });
    expect(compareWithLast(tokens(512), successes.slice(0, 3))).toMatchObject({ first: null });
  });

  it('is not far where it is a time or a running number', () => {
    const of = 5;
    expect(isFarFrom(1_732_999_999_999, { range: [1_732_900_000_001, 1_732_900_000_099], of })).toBe(false);
    expect(isFarFrom(4_500, { range: [4_000, 4_040], of })).toBe(false);
    expect(isFarFrom(0, { range: [980, 1_000], of })).toBe(true);
  });
});
