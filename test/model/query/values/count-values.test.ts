import { expect, test } from 'vitest';
import { compareCounts, createValueCounts, runsOf } from '../../../../src/model/query/values/count-values.ts';
import { sampleRun } from '../../../screen/memory-store.ts';

test('runs are counted by value and outcome, each once for each of its values', () => {
  const counts = createValueCounts();
  counts.add(sampleRun(1, { status: 'failed' }), ['a', 'b']);
  counts.add(sampleRun(2, { status: 'canceled' }), ['a']);
  counts.add(sampleRun(3, { status: 'sleeping', finishedAt: undefined }), []);
  expect(counts.counts()).toEqual([
    { value: 'a', failed: 1, active: 0, others: 1 },
    { value: 'b', failed: 1, active: 0, others: 0 },
    { value: undefined, failed: 0, active: 1, others: 0 },
  ]);
  expect(counts.totals()).toEqual({ runs: { failed: 1, active: 1, others: 1 }, untold: 0 });
});

test('the most failures come first, or the most runs', () => {
  const a = { value: 'a', failed: 1, active: 0, others: 9 };
  const b = { value: 'b', failed: 2, active: 0, others: 0 };
  const c = { value: 'c', failed: 1, active: 1, others: 8 };
  const order = (by: 'failed' | 'runs') => [c, b, a].toSorted(compareCounts(by)).map(({ value }) => value);
  expect(order('failed')).toEqual(['b', 'a', 'c']);
  expect(order('runs')).toEqual(['a', 'c', 'b']);
});

test('too many values are counted together', () => {
  const counts = createValueCounts();
  for (let at = 0; at < 5_100; at += 1) counts.add(sampleRun(at), [`value ${at}`]);
  expect(counts.counts()).toHaveLength(5_000);
  expect(counts.totals().untold).toBe(100);
  expect(runsOf(counts.totals().runs)).toBe(5_100);
});
