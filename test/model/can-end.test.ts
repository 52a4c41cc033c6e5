import { expect, test } from 'vitest';
import { isCancelable } from '../../src/model/status.ts';

test('a cancel is offered for a lost run, not for one that failed with a ProcessLost of its own', () => {
  expect(isCancelable({ status: 'failed', finishedAt: 9, isLost: true })).toBe(true);
  const failed = { status: 'failed', finishedAt: 9, errorSummary: { name: 'ProcessLost' } } as const;
  expect(isCancelable(failed)).toBe(false);
});
