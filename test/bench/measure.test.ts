import { describe, expect, it } from 'vitest';
import { measureInTurn, median, p95, quantile } from './measure.ts';

describe('quantiles', () => {
  it('takes the value in the middle, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('takes the mean of the two in the middle', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('lies between the neighbours of the place', () => {
    expect(p95(Array.from({ length: 101 }, (_, index) => index))).toBe(95);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
  });

  it('refuses to make a figure of nothing', () => {
    expect(() => median([])).toThrow('nothing was measured');
  });
});

describe('measuring in turn', () => {
  it('goes round the things and leaves out the first round', async () => {
    const order: string[] = [];
    const thing = (name: string) => async () => order.push(name);
    const measured = await measureInTurn(2, { a: thing('a'), b: thing('b') });
    expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(measured).toEqual({ a: [3, 5], b: [4, 6] });
  });
});
