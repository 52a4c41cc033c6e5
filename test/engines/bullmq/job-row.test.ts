import { expect, test } from 'vitest';
import { type Job, toJobSummary } from '../../../src/engines/bullmq/job-row.ts';

const second = 1_000;
const summaryOf = (set: Job['set'], startedAt: number, opts: object) => {
  const fields = { timestamp: String(second), processedOn: String(startedAt), opts: JSON.stringify(opts) };
  return toJobSummary({ queue: 'mail', id: '1', set, isLocked: false, fields });
};

test.each([
  ['one without a delay was queued from its creation', 'completed', 1_100, {}, second],
  ['a delayed one was queued from the end of its delay', 'completed', 6_010, { delay: 5_000 }, 6_000],
  [
    'a delayed one that was run before may have been queued since any time',
    'completed',
    3_000,
    { delay: 5_000 },
    undefined,
  ],
  ['the delay before another attempt is another', 'completed', 1_100, { backoff: { delay: 5_000 } }, second],
] as const)('%s', (_, set, startedAt, opts, queuedAt) => {
  expect(summaryOf(set, startedAt, opts).queuedAt).toBe(queuedAt);
});
