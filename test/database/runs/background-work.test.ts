import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { repeatWork } from '../../../src/database/runs/background-work.ts';
import { InspectorError } from '../../../src/model/errors.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that fails with one of `failures` after the other. */
function repeating(failures: readonly (unknown | undefined)[]) {
  const reports: unknown[] = [];
  let calls = 0;
  const { stop } = repeatWork(
    async () => {
      const failure = failures[calls];
      calls += 1;
      if (failure !== undefined) throw failure;
    },
    { everyMs: 10, firstMs: 0, report: error => reports.push(error) },
  );
  return { reports, stop, calls: () => calls };
}

test('a bug is reported once while it lasts, and again when it comes back', async () => {
  const bug = new TypeError('x is not a function');
  const { reports } = repeating([bug, bug, undefined, bug]);
  await vi.advanceTimersByTimeAsync(15);
  expect(reports).toEqual([bug]);
  await vi.advanceTimersByTimeAsync(20);
  expect(reports).toEqual([bug, bug]);
});

test('what passes by itself is not reported, what does not is', async () => {
  const gone = new InspectorError('unreachable', 'the database cannot be reached');
  const forbidden = new InspectorError('auth', 'the user lacks a right it needs');
  const { reports } = repeating([gone, forbidden, gone, forbidden]);
  await vi.advanceTimersByTimeAsync(100);
  expect(reports).toEqual([forbidden]);
});

test('nothing runs any more once it has stopped', async () => {
  const { stop, calls } = repeating([]);
  await vi.advanceTimersByTimeAsync(15);
  await stop();
  await vi.advanceTimersByTimeAsync(100);
  expect(calls()).toBe(2);
});

test('work that waits for slower work does not begin once it has stopped', async () => {
  let begun = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const repeated = repeatWork(
    async () => {
      begun += 1;
      await promise;
    },
    { everyMs: 10, firstMs: 0, report: () => {} },
  );
  await vi.advanceTimersByTimeAsync(25);
  const stopped = repeated.stop();
  resolve();
  await stopped;
  expect(begun).toBe(1);
});
