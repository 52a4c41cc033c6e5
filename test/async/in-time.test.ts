import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inTime } from '../../src/async/deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => new Promise<never>(() => {});

it('gives what the work gives in time, or throws what it throws', async () => {
  expect(await inTime({ ms: 100 }, async () => 'found')).toBe('found');
  await expect(inTime({ ms: 100 }, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(vi.getTimerCount()).toBe(0);
});

it('gives nothing once the time is up, also of work that goes on, whose signal is aborted', async () => {
  const onLate = vi.fn();
  let aborted: AbortSignal | undefined;
  const found = inTime({ ms: 100, onLate }, signal => {
    aborted = signal;
    return never();
  });
  await vi.advanceTimersByTimeAsync(99);
  expect(onLate).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await found).toBeUndefined();
  expect(aborted?.aborted).toBe(true);
  expect(onLate).toHaveBeenCalledOnce();
});

it('rejects with the reason of a signal that aborts first', async () => {
  const controller = new AbortController();
  const onLate = vi.fn();
  const found = inTime({ ms: 100, signal: controller.signal, onLate }, never);
  controller.abort(new Error('ended'));
  await expect(found).rejects.toThrow('ended');
  expect(onLate).not.toHaveBeenCalled();
});
