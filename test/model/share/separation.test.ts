import { describe, expect, it } from 'vitest';
import { chanceOf, isSeparation, type Split, signedG } from '../../../src/model/share/separation.ts';

const split = (failed: number, failedTotal: number, others: number, othersTotal: number): Split => ({
  ...{ failed, failedTotal, others, othersTotal },
});

describe('how well a value separates failures', () => {
  it('is G = 2·Σ o·ln(o/e), negative where the value is rarer among failures', () => {
    expect(signedG(split(30, 100, 10, 100))).toBeCloseTo(12.97, 2);
    expect(signedG(split(10, 100, 30, 100))).toBeCloseTo(-12.97, 2);
    expect(signedG(split(10, 100, 20, 200))).toBeCloseTo(0, 9);
  });

  it('is as likely by chance as the tables of the distribution say', () => {
    // The chi-square distribution with one degree of freedom: 12.97 → 0.000316.
    expect(chanceOf(split(30, 100, 10, 100))).toBeCloseTo(0.000316, 6);
  });

  it("is Fisher's exact test where a count is expected below 5", () => {
    // The lady who tasted tea: 3 of 4 cups right or better.
    expect(chanceOf(split(3, 4, 1, 4))).toBeCloseTo(17 / 70, 9);
    // All 5 of 20 failures among 1,000 runs: C(20, 5) / C(1000, 5).
    expect(chanceOf(split(5, 20, 0, 980)) / 1.879206385547196e-9).toBeCloseTo(1, 6);
  });
});

describe('whether a difference is announced', () => {
  it('depends on how many values were looked at', () => {
    expect(isSeparation(split(4, 20, 20, 980), 1)).toBe(true);
    expect(isSeparation(split(4, 20, 20, 980), 200)).toBe(false);
  });

  it('needs 5 points, or twice the share', () => {
    expect(isSeparation(split(52_000, 100_000, 50_000, 100_000), 1)).toBe(false);
    expect(isSeparation(split(56_000, 100_000, 50_000, 100_000), 1)).toBe(true);
    expect(isSeparation(split(2_100, 100_000, 1_000, 100_000), 1)).toBe(true);
  });
});
