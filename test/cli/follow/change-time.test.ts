import { expect, test } from 'vitest';
import { changeTime, createChangeTimes } from '../../../src/cli/follow/change-printer.ts';
import { createRun } from '../sample-runs.ts';

const run = createRun({ id: 'run_live', createdAt: 100, startedAt: undefined, finishedAt: undefined });
const queued = { ...run, status: 'queued' } as const;
const running = { ...run, status: 'running', startedAt: 120 } as const;
const sleeping = { ...running, status: 'sleeping', pausedAt: 150 } as const;
const failed = { ...running, status: 'failed', finishedAt: 196 } as const;

test('the lines of a run have the times of what they tell, however late it was read', () => {
  const timeOf = createChangeTimes(50);
  const times = [queued, running, sleeping, running, failed].map((read, nth) => timeOf(read, 160 + 10 * nth));
  expect(times).toEqual([100, 120, 150, 190, 196]);
});

test('a run that runs again after a pause has the time when it was read, however many others ended', () => {
  const timeOf = createChangeTimes(50);
  timeOf(sleeping, 160);
  for (let nth = 0; nth < 10_000; nth += 1) timeOf({ ...failed, id: `run_${nth}` }, 200);
  expect(timeOf(running, 210)).toBe(210);
});

test('a run that runs again after a pause from before the watch has the time when it was read', () => {
  expect(createChangeTimes(130)(running, 160)).toBe(160);
});

test('a pause without a recorded time is not printed with the time at which the run or step began', () => {
  const step = { status: 'sleeping', startedAt: 120 } as const;
  expect(changeTime(step, { readAt: 160 })).toBe(160);
  expect(changeTime(step, { readAt: 110 })).toBe(120);
});

test('a run that ended without a recorded time has the time when it was read', () => {
  expect(changeTime({ ...failed, finishedAt: undefined }, { readAt: 200 })).toBe(200);
});
