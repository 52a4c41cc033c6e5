import { expect, test } from 'vitest';
import type { Difference } from '../../../src/model/compare/run-comparison.ts';
import type { Run } from '../../../src/model/run.ts';
import {
  differenceCells,
  nodeCell,
  noiseCell,
  usualCell,
} from '../../../src/screen/compare/difference-cells.ts';
import { compare, runOf, spanOf, traceOf } from '../../model/compare/compared-runs.ts';

const difference: Difference = {
  ...{ kind: 'output', change: 'type', at: ['output', 'total'], was: 8_948, is: '89481' },
  node: {
    ...{ parent: undefined, a: undefined, b: undefined, children: [] },
    ...{ differences: [], noise: [], total: 1, noiseTotal: 0 },
  },
  usual: { count: 5, of: 5, varies: true },
};

const shown = { reveal: false, isNoise: false };

test('a value that is another one in each success is not said to be the same in all of them', () => {
  expect(usualCell(difference, 15)).toBe('number, 5 of 5');
  expect(usualCell(difference, 9)).toBe('number');
  expect(usualCell({ ...difference, usual: { ...difference.usual, isOfA: true } }, 15)).toBe('text, 5 of 5');
});

test('successes that agree about the value are counted', () => {
  expect(usualCell({ ...difference, usual: { count: 5, of: 5, varies: false } }, 15)).toBe('5 of 5');
});

test('an item that came is not counted by what successes have at its place', () => {
  const item: Difference = { ...difference, change: 'added', at: ['input', 'rows', 17], was: undefined };
  expect(usualCell({ ...item, usual: { count: 0, of: 5, varies: false } }, 15)).toBe('');
  expect(usualCell({ ...item, usual: { count: 5, of: 5, varies: false } }, 15)).toBe('5 of 5');
});

test('successes that took from 4 to 6 ms are beside what run b took', () => {
  const took: Difference = {
    ...{ ...difference, kind: 'duration', change: undefined, at: [], was: 5, is: 13 },
    usual: { count: 5, of: 5, varies: true, range: [4, 6] },
  };
  expect(usualCell(took, 9)).toBe('4ms–6ms');
  const { was, is, usual } = differenceCells(took, { ...shown, columns: { was: 20, usual: 14 } });
  expect([was, usual, is]).toEqual(['5ms', '4ms–6ms', '13ms']);
});

test('a range that does not fit is told by the end that the run is beyond, never as if all were as run b', () => {
  const took = (is: number): Difference => ({
    ...{ ...difference, kind: 'duration', change: undefined, at: [], was: 600, is },
    usual: { count: 5, of: 5, varies: true, range: [504, 1_100] },
  });
  expect(usualCell(took(3_300), 15)).toBe('504ms–1.1s');
  expect(usualCell(took(3_300), 9)).toBe('≤1.1s');
  expect(usualCell(took(3), 9)).toBe('≥504ms');
  expect(usualCell(took(3_300), 4)).toBe('');
});

test('noise shows the range of the successes, with less digits where there is no room for all', () => {
  const noise = (is: number, range: readonly [number, number]): Difference => ({
    ...{ ...difference, change: 'changed', was: range[0], is },
    usual: { count: 5, of: 5, varies: true, range },
  });
  expect(noiseCell(noise(200, [180, 240]), 18)).toBe('180–240');
  expect(noiseCell(noise(0.93, [0.9051675211303388, 0.9699162723467311]), 18)).toBe('0.905–0.97');
  expect(noiseCell(noise(1_732_900_000_123, [1_732_900_000_001, 1_732_900_000_099]), 18)).toBe('varies');
  const one = noise(200, [180, 240]);
  expect(noiseCell({ ...one, usual: { ...one.usual, of: 1 } }, 18)).toBe('');
});

test('a span that was open when its run ended is not said to run', () => {
  const traced = (endAt: number | undefined, status: 'failed' | 'running') =>
    runOf({ status, ...traceOf(spanOf('watch', 0, { endAt })) });
  const cellOf = (a: Run) => {
    const [watch] = compare(a, runOf({ ...traceOf(spanOf('watch', 0)) })).root.children;
    return watch && [nodeCell(watch, 'b', 90), nodeCell(watch, 'a', 90)];
  };
  expect(cellOf(traced(undefined, 'failed'))).toEqual(['✔ 10ms', 'never ended']);
  expect(cellOf({ ...traced(undefined, 'running'), finishedAt: undefined })).toEqual([
    '✔ 10ms',
    '● Running for 90ms',
  ]);
  const [ended] = compare(traced(undefined, 'failed'), runOf({ ...traceOf(spanOf('watch', 0)) })).differences;
  const columns = { was: 40, usual: 10 };
  expect(ended && differenceCells(ended, { ...shown, columns })).toMatchObject({
    ...{ was: '✔ Success', is: 'never ended' },
  });
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
  const { was, is } = differenceCells(pins, { ...shown, columns });
  expect([was, is]).toEqual(['"••••••"', 'another "••••••"']);
  const revealed = differenceCells(pins, { ...shown, reveal: true, columns });
  expect(revealed).toMatchObject({ was: '1234', usual: '1234–5678', is: '99999' });
  const masked = differenceCells(pins, { ...shown, isNoise: true, columns });
  expect(masked.usual).toBe('varies');
});
