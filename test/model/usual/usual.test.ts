import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../src/model/run.ts';
import {
  createRecentSuccesses,
  formatSlowness,
  isSlow,
  recentSuccesses,
  runSlowness,
  usualOf,
  usualOfRuns,
} from '../../../src/model/usual/usual.ts';

describe('what is usual', () => {
  it('is unknown before five runs succeeded', () => {
    expect(usualOf([1, 2, 3, 4])).toBeUndefined();
    expect(usualOf([5, 1, 4, 2, 3])).toEqual({ medianMs: 3, p95Ms: 5 });
  });

  it('is a duration that occurred, by the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect(usualOf(hundred)).toEqual({ medianMs: 50, p95Ms: 95 });
    expect(usualOf([1, 1, 1, 9, 9, 9])).toEqual({ medianMs: 1, p95Ms: 9 });
  });

  it('counts neither pauses nor runs without an end', () => {
    const run = { startedAt: 0, finishedAt: 100, pausedMs: 90 };
    expect(usualOfRuns([run, run, run, run, run])).toEqual({ medianMs: 10, p95Ms: 10 });
    expect(usualOfRuns([run, run, run, run, { startedAt: 0 }])).toBeUndefined();
  });

  it('is of the newest successes of one workflow', () => {
    const recent = createRecentSuccesses();
    const add = (ms: number, fields: Partial<RunSummary> = {}) =>
      recent.add({
        kind: 'workflow',
        name: 'a',
        status: 'success',
        startedAt: 0,
        finishedAt: ms,
        ...fields,
      } as RunSummary);
    for (let at = 0; at < recentSuccesses; at += 1) add(10);
    for (let at = 0; at < 500; at += 1) add(99);
    for (let at = 0; at < 5; at += 1) add(7, { kind: 'agent' });
    for (let at = 0; at < 500; at += 1) add(1, { status: 'failed', name: 'b' });
    expect(recent.usual()).toEqual([
      { kind: 'workflow', name: 'a', usual: { medianMs: 10, p95Ms: 10 } },
      { kind: 'agent', name: 'a', usual: { medianMs: 7, p95Ms: 7 } },
    ]);
  });
});

describe('slowness', () => {
  const usual = { medianMs: 1_000, p95Ms: 4_000 };
  const run = { startedAt: 0, usual } as RunSummary;

  it('grows while a run goes on, but not while it sleeps', () => {
    expect(runSlowness(run, 3_100)).toBe(3.1);
    expect(runSlowness({ ...run, pausedAt: 1_000 }, 60_000)).toBe(1);
    expect(runSlowness({ ...run, startedAt: undefined }, 3_100)).toBeUndefined();
    expect(runSlowness({ ...run, usual: undefined }, 3_100)).toBeUndefined();
  });

  it('is worth a mark only where it is as long as the longest successes, and by more than a few ms', () => {
    expect([3_000, 3_999, 4_000].map(ms => isSlow(ms, usual))).toEqual([false, false, true]);
    expect(isSlow(11, { medianMs: 2, p95Ms: 2 })).toBe(false);
    expect(isSlow(1_400, { medianMs: 1_000, p95Ms: 1_100 })).toBe(false);
  });

  it.each([
    [0, '<0.1×'],
    [0.06, '0.1×'],
    [1, '1.0×'],
    [3.14, '3.1×'],
    [9.94, '9.9×'],
    [9.96, '10×'],
    [999.4, '999×'],
    [999.5, '>999×'],
    [64_467_813, '>999×'],
  ])('of %d is written as %s', (times, text) => expect(formatSlowness(times)).toBe(text));
});
