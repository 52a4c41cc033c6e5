import { expect, test } from 'vitest';
import { comparedUsage } from '../../../src/state/compare/compared-usage.ts';
import { compare, runOf } from '../../model/compare/compared-runs.ts';

const success = (at: number, outputTokens: number) =>
  runOf({
    id: `run_${at}`,
    createdAt: at,
    usage: [{ name: 'gpt-5', kind: 'model', inputTokens: 900, outputTokens }],
  });

test('the range of the successes stands for a run that is one of them, not for the one that they judge', () => {
  const others = [success(1, 180), success(2, 240)];
  const [older, newer] = [success(3, 200), success(4, 512)];
  const usageOf = (a: typeof older, b: typeof older) =>
    comparedUsage({ ...compare(a, b, others), spansLeftOut: 0 });
  expect(usageOf(newer, older)).toEqual([{ label: 'tokens out', was: '180 to 240', is: '512' }]);
  expect(usageOf(older, newer)).toEqual([{ label: 'tokens out', was: '512', is: '200' }]);
});
