import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createDeadline } from '../../src/async/deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('aborts with the error when time is up, counted from the last time that was set', () => {
  const { signal, set } = createDeadline([]);
  set(100, () => new Error('first'));
  vi.advanceTimersByTime(90);
  set(100, () => new Error('second'));
  vi.advanceTimersByTime(90);
  expect(signal.aborted).toBe(false);
  vi.advanceTimersByTime(10);
  expect(signal.reason).toEqual(new Error('second'));
});

it('aborts with the reason of the first signal that aborts, also before it began', () => {
  const controller = new AbortController();
  const { signal } = createDeadline([undefined, controller.signal]);
  controller.abort('enough');
  expect(signal.reason).toBe('enough');
  expect(createDeadline([controller.signal]).signal.reason).toBe('enough');
});

it('leaves no timer and no listener behind once it has ended', () => {
  const { signal } = new AbortController();
  const add = vi.spyOn(signal, 'addEventListener');
  const remove = vi.spyOn(signal, 'removeEventListener');
  const deadline = createDeadline([signal]);
  deadline.set(100, () => new Error('late'));
  deadline.end();
  expect(vi.getTimerCount()).toBe(0);
  expect(remove.mock.calls.length).toBe(add.mock.calls.length);
});
