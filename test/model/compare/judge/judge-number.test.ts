import { describe, expect, it } from 'vitest';
import { isFarFrom } from '../../../../src/model/compare/judge/judge-number.ts';
import { mirrorComparison } from '../../../../src/model/compare/judge/mirror-comparison.ts';
import { toComparisonJson } from '../../../../src/model/compare/text/comparison-json.ts';
import { comparisonMarkdown } from '../../../../src/model/compare/text/comparison-markdown.ts';
import { farOutsideText } from '../../../../src/model/compare/text/comparison-sentence.ts';
import { compareWithLast, finish, runOf } from '../compared-runs.ts';

const tokens = (output: number) =>
  runOf({ id: `run_${output}`, output: { tokens: output, seen: output % 7 } });
const successes = [180, 240, 200, 210, 190].map(tokens);

describe('a number that varies between successes', () => {
  it('is told to be far outside of their range, and stays noise', () => {
    const comparison = compareWithLast(tokens(512), successes);
    expect(comparison).toMatchObject({ first: null, differences: [] });
    const told = 'it is far outside: output.tokens is 512, 180 to 240 in 5 successes';
    expect(farOutsideText(comparison)).toBe(told);
    expect(comparisonMarkdown(comparison, 0)).toContain('output.tokens is 512, 180 to 240');
    const json = toComparisonJson(comparison, { now: 0, isMasked: false, withNoise: false });
    expect(json.farOutside).toEqual([
      expect.objectContaining({
        path: 'output.tokens',
        is: 512,
        usual: { count: 5, of: 5, range: [180, 240] },
      }),
    ]);
    expect(farOutsideText(finish(mirrorComparison(comparison)))).toContain('output.tokens was 512 in run b');
  });

  it('is not told where it is near to the range, or few successes are known', () => {
    expect(farOutsideText(compareWithLast(tokens(300), successes))).toBe(undefined);
    expect(farOutsideText(compareWithLast(tokens(512), successes.slice(0, 3)))).toBe(undefined);
  });

  it('is not told of an item of a list: which one is at a place is chance', () => {
    const listed = (amount: number, index: number) =>
      runOf({ id: `run_${index}`, output: { items: [{ amount }] } });
    const usual = [180, 240, 200, 210, 190].map(listed);
    expect(farOutsideText(compareWithLast(listed(512, 9), usual))).toBe(undefined);
  });

  it('is not far where it is a time or a running number', () => {
    const of = 5;
    expect(isFarFrom(1_732_999_999_999, { range: [1_732_900_000_001, 1_732_900_000_099], of })).toBe(false);
    expect(isFarFrom(4_500, { range: [4_000, 4_040], of })).toBe(false);
    expect(isFarFrom(0, { range: [980, 1_000], of })).toBe(true);
  });
});
