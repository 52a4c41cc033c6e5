import { expect, test } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { comparedUsage, usageText } from '../../../src/screen/compare/compared-usage.ts';
import { compare, runOf } from '../../model/compare/compared-runs.ts';

const success = (at: number, outputTokens: number) =>
  runOf({
    id: `run_${at}`,
    createdAt: at,
    usage: [{ name: 'gpt-5', kind: 'model', inputTokens: 900, outputTokens }],
  });

const others = [success(1, 180), success(2, 240), success(5, 190)];
const usageOf = (a: Run, b: Run) => comparedUsage({ ...compare(a, b, others), spansLeftOut: 0 });

test('what run b used is beside the range of the successes, whichever run they judge', () => {
  const [older, newer] = [success(3, 200), success(4, 220)];
  const usual = { range: [180, 240], of: 4, format: expect.anything(), isOfA: false, isFar: false };
  expect(usageOf(newer, older)).toEqual([{ label: 'tokens out', was: '200', is: '220', usual }]);
  expect(usageOf(older, newer)).toMatchObject([{ was: '220', is: '200' }]);
});

test('far more tokens than in all successes are marked, far less in a run that failed are not', () => {
  const [older, failed] = [success(3, 200), { ...success(4, 512), status: 'failed' as const }];
  expect(usageOf(failed, older)).toMatchObject([{ is: '512', usual: { range: [180, 240], isFar: true } }]);
  expect(usageOf(older, failed)).toMatchObject([{ was: '512', usual: { isOfA: true, isFar: true } }]);
  const stopped = { ...success(4, 3), status: 'failed' as const };
  expect(usageOf(stopped, older)).toMatchObject([{ is: '3', usual: { isFar: false } }]);
});

test('of two failed runs the newer one is judged, as its values are', () => {
  const [older, newer] = [200, 512].map((tokens, at) => ({
    ...success(3 + at, tokens),
    status: 'failed' as const,
  })) as [Run, Run];
  const more = [...others, success(6, 230)];
  const usage = (a: Run, b: Run) => comparedUsage({ ...compare(a, b, more), spansLeftOut: 0 });
  expect(usage(newer, older)).toMatchObject([{ is: '512', usual: { isOfA: false, isFar: true } }]);
  expect(usage(older, newer)).toMatchObject([{ was: '512', usual: { isOfA: true, isFar: true } }]);
});

test('what was used is told in one sentence, as it is copied', () => {
  const [row] = usageOf({ ...success(4, 512), status: 'failed' }, success(3, 200));
  expect(row && usageText(row)).toBe('tokens out: 512, was 200; 180 to 240 in 4 successes');
});
