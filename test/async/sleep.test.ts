import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { pause, sleep } from '../../src/async/sleep.ts';

describe('sleep', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('resolves after so many ms, also more than a timer of Node can hold', async () => {
    const days = 40 * 24 * 3_600_000;
    const done = vi.fn();
    const sleeping = sleep(days).then(done);
    await vi.advanceTimersByTimeAsync(days - 1);
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await sleeping;
    expect(done).toHaveBeenCalled();
  });

  it('resolves when the signal aborts, and leaves neither a timer nor a listener', async () => {
    const controller = new AbortController();
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    const sleeping = sleep(60_000, controller.signal);
    controller.abort('enough');
    await sleeping;
    expect(vi.getTimerCount()).toBe(0);
    expect(remove).toHaveBeenCalled();
  });

  it('leaves no listener behind when its time is over', async () => {
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    const sleeping = sleep(10, signal);
    await vi.advanceTimersByTimeAsync(10);
    await sleeping;
    expect(remove.mock.calls.length).toBe(add.mock.calls.length);
  });

  it('does not begin when the signal has aborted before', async () => {
    await sleep(60_000, AbortSignal.abort());
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('keeps no process alive where it must not', () => {
  const url = JSON.stringify(new URL('../../src/async/sleep.ts', import.meta.url).href);
  const program = `import { sleep } from ${url}; void sleep(60_000, undefined, { ref: false });`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    timeout: 20_000,
  });
  expect(status).toBe(0);
});

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
