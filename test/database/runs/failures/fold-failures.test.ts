import { expect, it } from 'vitest';
import { foldFailures } from '../../../../src/database/runs/failures/fold-failures.ts';
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

it('adds up what no vote can tell apart, and votes, sums and ends stay the same', async () => {
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
      expect(Math.min(...after.map(one => one.first.at))).toBe(before[0]?.first);
      expect(Math.max(...after.map(one => one.last.at))).toBe(before.at(-1)?.last);
    }
});

it('leaves failures alone that are few', async () => {
  const few = counted.slice(0, 100);
  expect((await foldFailures(few)).map(({ failure }) => failure)).toEqual(few.map(({ failure }) => failure));
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
