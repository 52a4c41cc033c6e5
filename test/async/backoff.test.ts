import { expect, it } from 'vitest';
import { backoffMs, doublingMs } from '../../src/async/sleep.ts';

it('doubles with every try, up to the longest wait', () => {
  expect([1, 2, 3, 4, 5].map(tries => doublingMs(tries, 100, 1_000))).toEqual([100, 200, 400, 800, 1_000]);
  expect(doublingMs(11, 1)).toBe(1_024);
});

it('spreads the waits of many clients by half of the wait either way', () => {
  const waits = Array.from({ length: 200 }, () => backoffMs(2, 100, 1_000));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(100);
  expect(Math.max(...waits)).toBeLessThan(300);
  expect(new Set(waits).size).toBeGreaterThan(100);
});
