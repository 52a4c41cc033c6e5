import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createDebounce } from '../../src/async/debounce.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('runs the first of a quick series at once, and the last when the series has ended', () => {
  const done: number[] = [];
  const debounce = createDebounce({ now: Date.now, restMs: () => 100 });
  for (const call of [1, 2, 3]) {
    debounce.run(() => done.push(call));
    vi.advanceTimersByTime(30);
  }
  expect(done).toEqual([1]);
  expect(debounce.isPending()).toBe(true);
  vi.advanceTimersByTime(70);
  expect(done).toEqual([1, 3]);
  expect(debounce.isPending()).toBe(false);
});

it('drops what is pending when it is canceled', () => {
  const work = vi.fn();
  const debounce = createDebounce({ now: Date.now, restMs: () => 100 });
  debounce.run(() => {});
  debounce.run(work);
  debounce.cancel();
  vi.advanceTimersByTime(1_000);
  expect(work).not.toHaveBeenCalled();
});
