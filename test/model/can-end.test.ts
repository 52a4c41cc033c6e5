import { expect, test } from 'vitest';
import { canEnd } from '../../src/model/status.ts';

test('a cancel is offered for a lost run, not for one that failed with a ProcessLost of its own', () => {
  expect(canEnd({ status: 'failed', finishedAt: 9, isLost: true })).toBe(true);
  const failed = { status: 'failed', finishedAt: 9, errorSummary: { name: 'ProcessLost' } } as const;
  expect(canEnd(failed)).toBe(false);
});
