import { expect, it } from 'vitest';
import { createLosses } from '../../../src/recorder/outbox/losses.ts';

const location = 'https://runs.example.com';
const refusal = (at: number) => ({ id: `run_${at}`, reason: 'too long' });

it('tells of each loss as it happens, and of all of them once', () => {
  const reported: string[] = [];
  const losses = createLosses(location, error => reported.push(error.message));
  losses.refused([refusal(1), refusal(1)]);
  losses.damaged('/spool/1.batch');
  losses.dropped(3);
  losses.dropped(4);
  const all = [
    `${location} rejects parts of a run, the first of run_1: too long`,
    `damaged batches for ${location} were set aside: /spool/1.batch`,
    `the limit for unsent events is reached: 3 run events for ${location} were dropped`,
  ];
  expect(reported).toEqual(all);
  expect(losses.take()?.message).toBe([all[0], all[2]?.replace('3 run', '7 run'), all[1]].join('; '));
  expect(losses.take()).toBeUndefined();
});

it('remembers no more of them than one error can list, where nobody takes them', () => {
  const losses = createLosses(location, () => {});
  for (let at = 0; at < 5_000; at += 1) {
    losses.refused([refusal(at)]);
    losses.damaged(`/spool/${at}.batch`);
  }
  const { message = '' } = losses.take() ?? {};
  expect(message).toContain('of 1,000 runs or more, the first of run_0');
  expect(message).toContain('/spool/9.batch, …');
  expect(message.length).toBeLessThan(1_000);
});
