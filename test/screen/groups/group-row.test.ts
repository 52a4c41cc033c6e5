import { describe, expect, test } from 'vitest';
import { sparkline, sparkScale, withHeight } from '../../../src/screen/groups/group-row.ts';

const minute = 60_000;

describe('a sparkline', () => {
  test('has a bar for each cell, the highest for its maximum, and a dot for none', () => {
    const times = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(count => [count * minute, count] as const);
    const scale = sparkScale({ from: 0, to: 8.5 * minute, bucketMs: minute }, 9);
    expect(scale).toEqual({ from: 0, cellMs: minute, before: 0 });
    expect(sparkline(times.slice(1), { ...scale, most: 8 }, 9)).toBe('·▁▂▃▄▅▆▇█');
  });

  test('ends now, with cells of whole buckets', () => {
    const scale = sparkScale({ from: 0, to: 100 * minute, bucketMs: minute }, 10);
    expect(scale).toEqual({ from: 101 * minute - 110 * minute, cellMs: 11 * minute, before: 0 });
    expect(sparkline([[100 * minute, 3]], { ...scale, most: 3 }, 10)).toBe('·········█');
  });

  test('is empty where the window has not begun', () => {
    const hour = 60 * minute;
    const week = sparkScale({ from: 3 * 24 * hour, to: 5.5 * 24 * hour, bucketMs: 24 * hour }, 5);
    expect(sparkline([[3 * 24 * hour, 2]], { ...week, most: 2 }, 5)).toBe('  █··');
    const day = sparkScale({ from: 1.5 * hour, to: 25.5 * hour, bucketMs: hour }, 25);
    expect(day).toEqual({ from: hour, cellMs: hour, before: 0 });
  });

  test('one failure among thousands is still seen', () => {
    const scale = { from: 0, cellMs: minute, before: 0, most: 9_000 };
    const times = [
      [0, 1],
      [minute, 9_000],
    ] as const;
    expect(sparkline(times, scale, 2)).toBe('▁█');
  });

  test('of every group is on one scale: ten times the failures is not as high', () => {
    const groups = [
      { times: [[0, 100]], count: 100 },
      { times: [[minute, 10]], count: 10 },
    ] as const;
    const scale = withHeight(groups, { from: 0, cellMs: minute, before: 0 }, 2);
    expect(groups.map(({ times }) => sparkline(times, scale, 2))).toEqual(['█·', '·▁']);
    expect(scale.most).toBe(100);
  });
});
