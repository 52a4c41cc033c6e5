import { expect, test } from 'vitest';
import { createStepChanges } from '../../../src/cli/follow/follow-to-end.ts';
import type { Run, Step } from '../../../src/model/run.ts';
import { createRun } from '../sample-runs.ts';

const run = createRun({
  id: 'run_live',
  createdAt: 90,
  status: 'running',
  startedAt: 100,
  finishedAt: undefined,
});
const step = { id: 'step_1', name: 'send-email', type: 'action', attempt: 1, startedAt: 100 } as const;

function timesOf(changesOf: (run: Run, readAt: number) => ReturnType<ReturnType<typeof createStepChanges>>) {
  return (status: Step['status'], readAt: number) =>
    changesOf({ ...run, steps: [{ ...step, status }] }, readAt).map(({ at, name, label }) => [
      at,
      name,
      label,
    ]);
}

test('a step that is retried sleeps when it is seen to, not when the run began', () => {
  const read = timesOf(createStepChanges());
  expect(read('sleeping', 160)).toEqual([
    [100, 'signup-pipeline', 'Running'],
    [100, 'send-email', 'Running'],
    [160, 'send-email', 'Sleeping'],
  ]);
  expect(read('running', 170)).toEqual([[170, 'send-email', 'Running']]);
});

test('a queued step has the time at which it began, once it is seen to run', () => {
  const changesOf = createStepChanges();
  const queued = { ...step, status: 'queued', startedAt: undefined } as const;
  changesOf({ ...run, steps: [queued] }, 95);
  expect(timesOf(changesOf)('running', 160)).toEqual([[100, 'send-email', 'Running']]);
});

test('a step that failed says its innermost cause first', () => {
  const changesOf = createStepChanges();
  const error = {
    message: 'request failed',
    value: { cause: { name: 'TimeoutError', message: 'no answer' } },
  };
  const failed = { ...step, status: 'failed', finishedAt: 150, error } as const;
  const changes = changesOf({ ...run, steps: [failed] }, 160);
  expect(changes.at(-1)?.note).toBe('50ms  TimeoutError: no answer · wrapped in request failed');
});
