import { expect, test } from 'vitest';
import { createValueCounts, runsOf } from '../../../../src/model/query/values/count-values.ts';
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
  expect(counts.totals()).toEqual({ runs: { failed: 1, active: 1, others: 1 }, unlisted: 0 });
});

test('too many values are counted together', () => {
  const counts = createValueCounts();
  for (let at = 0; at < 5_100; at += 1) counts.add(sampleRun(at), [`value ${at}`]);
  expect(counts.counts()).toHaveLength(5_000);
  expect(counts.totals().unlisted).toBe(100);
  expect(runsOf(counts.totals().runs)).toBe(5_100);
});
