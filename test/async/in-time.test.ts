import { expect, it, vi } from 'vitest';
import { inTime } from '../../src/async/deadline.ts';

const never = () => new Promise<never>(() => {});

it('gives what the work gives in time, or throws what it throws', async () => {
  expect(await inTime({ ms: 10_000 }, async () => 'found')).toBe('found');
  await expect(inTime({ ms: 10_000 }, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

it('gives nothing once the time is up, also of work that goes on, whose signal is aborted', async () => {
  const onLate = vi.fn();
  let aborted: AbortSignal | undefined;
  const found = inTime({ ms: 20, onLate }, signal => {
    aborted = signal;
    return never();
  });
  expect(onLate).not.toHaveBeenCalled();
  expect(await found).toBeUndefined();
  expect(aborted?.aborted).toBe(true);
  expect(onLate).toHaveBeenCalledOnce();
});

it('rejects with the reason of a signal that aborts first', async () => {
  const controller = new AbortController();
  const onLate = vi.fn();
  const found = inTime({ ms: 10_000, signal: controller.signal, onLate }, never);
  controller.abort(new Error('ended'));
  await expect(found).rejects.toThrow('ended');
  expect(onLate).not.toHaveBeenCalled();
});
