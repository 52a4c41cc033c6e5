import { expect, test } from 'vitest';
import { sortCounts, type ValueOrder } from '../../../src/screen/frequency/frequency.ts';

type Row = readonly [value: string, failed: number, others: number];

const sorted = (rows: readonly Row[], order: ValueOrder) => {
  const counts = rows.map(([value, failed, others]) => ({ value, failed, active: 0, others }));
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const all = { failed: sum(([, failed]) => failed), active: 0, others: sum(([, , others]) => others) };
  return sortCounts(counts, order, all).map(({ value }) => value);
};

test('a country of which every run failed comes before one with more failures among many runs', () => {
  const rows = [
    ['US', 9, 62],
    ['DE', 1, 70],
    ['BR', 5, 0],
  ] as const;
  expect(sorted(rows, 'rate')).toEqual(['BR', 'US', 'DE']);
  expect(sorted(rows, 'failed')).toEqual(['US', 'BR', 'DE']);
});

test('one or two failed runs of one or two do not come first by chance', () => {
  const rows = [
    ['FR', 1, 0],
    ['IT', 2, 0],
    ['US', 9, 62],
    ['BR', 5, 0],
  ] as const;
  expect(sorted(rows, 'rate')).toEqual(['BR', 'US', 'IT', 'FR']);
});

test('a value that fails more often stands above one with more runs, though it may be chance', () => {
  const rows = [
    ['card', 6, 127],
    ['boleto', 6, 28],
    ['paypal', 2, 56],
    ['voucher', 1, 0],
  ] as const;
  expect(sorted(rows, 'rate')).toEqual(['boleto', 'card', 'paypal', 'voucher']);
});

test('what is more than chance stands above a higher rate of few runs', () => {
  const many = Array.from({ length: 100 }, (_, at) => [`customer ${at}`, at === 50 ? 3 : 0, 5] as const);
  expect(sorted([['import', 20, 60], ...many], 'rate').slice(0, 2)).toEqual(['import', 'customer 50']);
});

test('several values that fail more often than chance are in the order of their rates', () => {
  const rows = [
    ['US', 10, 500],
    ['MX', 12, 8],
    ['BR', 10, 0],
  ] as const;
  expect(sorted(rows, 'rate')).toEqual(['BR', 'MX', 'US']);
});

test('values of which no run failed follow by their runs', () => {
  const rows = [
    ['a', 1, 9],
    ['b', 2, 0],
    ['c', 1, 8],
    ['d', 0, 9],
  ] as const;
  expect(sorted(rows, 'failed')).toEqual(['b', 'a', 'c', 'd']);
  expect(sorted(rows, 'runs')).toEqual(['a', 'c', 'd', 'b']);
});
