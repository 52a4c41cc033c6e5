import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestFirst } from '../../../src/model/trace/longest-first.ts';

test('the longest come first, equal ones in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(50), fc.nat(1_000_000))), list => {
      const order = [...list.keys()].sort((one, other) => (list[other] ?? 0) - (list[one] ?? 0));
      expect([...longestFirst(Float64Array.from(list))]).toEqual(order);
    }),
  );
});

test('lengths that differ by a millionth of the longest are told apart', () => {
  expect([...longestFirst(Float64Array.of(0, 1e9, 1000, 2000, 1e9 - 1000))]).toEqual([1, 4, 3, 2, 0]);
});
