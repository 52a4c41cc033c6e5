import { expect, it, vi } from 'vitest';
import { untilAborted } from '../../src/async/deadline.ts';
import { patienceMs } from '../in-time.ts';

it('settles as the promise does, and listens no longer', async () => {
  const { signal } = new AbortController();
  const remove = vi.spyOn(signal, 'removeEventListener');
  await expect(untilAborted(Promise.resolve(1), signal)).resolves.toBe(1);
  await expect(untilAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  await vi.waitFor(() => expect(remove).toHaveBeenCalledTimes(2), patienceMs);
});

it('rejects with the reason as soon as the signal aborts', async () => {
  const controller = new AbortController();
  const waiting = untilAborted(new Promise(() => {}), controller.signal);
  controller.abort('enough');
  await expect(waiting).rejects.toBe('enough');
  await expect(untilAborted(new Promise(() => {}), controller.signal)).rejects.toBe('enough');
});

it('leaves no rejection unhandled that comes after the signal', async () => {
  const { promise, reject } = Promise.withResolvers<void>();
  await expect(untilAborted(promise, AbortSignal.abort('enough'))).rejects.toBe('enough');
  reject(new Error('too late'));
  await new Promise(setImmediate);
});
