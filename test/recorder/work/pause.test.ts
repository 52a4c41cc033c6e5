import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pause } from '../../../src/recorder/work/pause.ts';

describe('pause', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('takes its time, even longer than a timer of Node can', async () => {
    const days = 40 * 24 * 3_600_000;
    const done = vi.fn();
    const paused = pause(days, new AbortController().signal).then(done);
    await vi.advanceTimersByTimeAsync(days - 1);
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await paused;
    expect(done).toHaveBeenCalled();
  });

  test('ends with the reason of the signal and leaves no timer', async () => {
    const controller = new AbortController();
    const paused = pause(60_000, controller.signal);
    controller.abort('enough');
    await expect(paused).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not begin when the signal has fired before', async () => {
    await expect(pause(60_000, AbortSignal.abort('enough'))).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });
});
