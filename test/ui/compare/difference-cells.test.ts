import { expect, test } from 'vitest';
import type { Difference } from '../../../src/model/compare/run-comparison.ts';
import { differenceCells, usualCell } from '../../../src/ui/compare/difference-cells.ts';

const difference: Difference = {
  ...{ kind: 'output', change: 'type', at: ['output', 'total'], was: 8_948, is: '89481' },
  node: {
    ...{ parent: undefined, a: undefined, b: undefined, children: [] },
    ...{ differences: [], noise: [], total: 1, noiseTotal: 0 },
  },
  usual: { count: 5, of: 5, varies: true },
};

test('a value that is another one in each success is not said to be the same in all of them', () => {
  expect(usualCell(difference, 15)).toBe('number, 5 of 5');
  expect(usualCell(difference, 9)).toBe('number');
  expect(usualCell({ ...difference, usual: { ...difference.usual, isOfA: true } }, 15)).toBe('text, 5 of 5');
});

test('successes that agree about the value, or of which the range is shown, are counted alone', () => {
  expect(usualCell({ ...difference, usual: { count: 5, of: 5, varies: false } }, 15)).toBe('5 of 5');
  expect(usualCell({ ...difference, usual: { ...difference.usual, range: [7, 9_000] } }, 15)).toBe('5 of 5');
});

test('two secrets that differ are not shown alike, and the least and the greatest of secrets not at all', () => {
  const node = (pin: number) => ({
    ...({
      index: 0,
      name: 'order',
      type: 'run',
      status: 'success',
      attempts: 1,
      steps: [],
      children: [],
    } as const),
    output: { password: pin },
  });
  const pins: Difference = {
    ...{ kind: 'output', at: ['output', 'password'], was: 1_234, is: 99_999 },
    node: { ...difference.node, a: node(99_999), b: node(1_234) },
    usual: { count: 2, of: 2, varies: true, range: [1_234, 5_678] },
  };
  const columns = { was: 40, usual: 10 };
  const { was, is } = differenceCells(pins, false, columns);
  expect([was, is]).toEqual(['"••••••"', 'another "••••••"']);
  expect(differenceCells(pins, true, columns)).toMatchObject({ was: '1234 to 5678', is: '99999' });
});
