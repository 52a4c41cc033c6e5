import { expect, it } from 'vitest';
import { bucketTimes, foldFailures } from '../../../../src/database/runs/failures/fold-failures.ts';
import { failureId } from '../../../../src/model/failure/failure-text.ts';
import { namingPlaces } from '../../../../src/model/failure/vote.ts';

/** One for each of many files, in two tables. */
const counted = Array.from({ length: 20_000 }, (_, n) => ({
  failure: `sig.${n % 2 === 0 ? 'orders' : 'users'}.file${n}`,
  name: n % 10 < 3 ? 'a' : 'b',
  count: 1,
  first: n,
  last: n,
  times: [[n - (n % 100), 1]] as const,
}));

it('adds up what no vote can tell apart, and votes and sums stay the same', async () => {
  const folded = await foldFailures(counted);
  expect(folded.length).toBeLessThan(500);
  expect(namingPlaces(folded)).toEqual(namingPlaces(counted));
  expect(namingPlaces(folded)).toEqual([0]);
  for (const id of ['sig.orders', 'sig.users'])
    for (const name of ['a', 'b']) {
      const before = counted.filter(one => failureId(one.failure, [0]) === id && one.name === name);
      const after = folded.filter(one => failureId(one.failure, [0]) === id && one.name === name);
      expect(sum(after.map(one => one.count))).toBe(before.length);
      expect(sum(after.flatMap(one => one.times.map(([, n]) => n)))).toBe(before.length);
    }
});

it('gives all failures of one group its first and its last one, so that two are read for each group', async () => {
  const folded = await foldFailures(counted);
  for (const id of ['sig.orders', 'sig.users']) {
    const before = counted.filter(one => failureId(one.failure, [0]) === id);
    const after = folded.filter(one => failureId(one.failure, [0]) === id);
    expect(new Set(after.map(one => one.first.at))).toEqual(new Set([before[0]?.first]));
    expect(new Set(after.map(one => one.last.at))).toEqual(new Set([before.at(-1)?.last]));
  }
});

it('keeps the ends apart of failures that a vote may tell apart', async () => {
  const folded = await foldFailures([
    { failure: 'sig.aaaaa', name: 'a', count: 2, first: 1, last: 5, times: [] },
    { failure: 'sig.aaaaa', name: 'b', count: 2, first: 3, last: 9, times: [] },
    { failure: 'sig.bbbbb', name: 'a', count: 1, first: 7, last: 7, times: [] },
  ]);
  expect(folded.map(({ first, last }) => [first.at, last.at])).toEqual([
    [1, 9],
    [1, 9],
    [7, 7],
  ]);
});

it('leaves failures alone that are few', async () => {
  const few = counted.slice(0, 100);
  expect((await foldFailures(few)).map(({ failure }) => failure)).toEqual(few.map(({ failure }) => failure));
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

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
