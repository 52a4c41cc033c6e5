import { expect, it } from 'vitest';
import { bucketTimes } from '../../../../src/database/runs/failures/fold-failures.ts';

it('counts the buckets of a list, each once', () => {
  expect(bucketTimes('12,12,12,3,0', 100, 10)).toEqual([
    [880, 3],
    [970, 1],
    [1_000, 1],
  ]);
  expect(bucketTimes('0,-5,-5', 100, 10)).toEqual([
    [1_000, 1],
    [1_050, 2],
  ]);
});

it('counts them in whatever order they come', () => {
  expect(bucketTimes('1,3,1,3,3', 10, 1)).toEqual([
    [9, 2],
    [7, 3],
  ]);
});

it('counts nothing where there is nothing', () => {
  expect(bucketTimes('', 10, 1)).toEqual([]);
});
