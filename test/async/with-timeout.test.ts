import { expect, it } from 'vitest';
import { withTimeout } from '../../src/async/deadline.ts';

it('waits for the work, but no longer than the time that it is given', async () => {
  let isDone = false;
  await withTimeout(
    Promise.resolve().then(() => {
      isDone = true;
    }),
    60_000,
  );
  expect(isDone).toBe(true);
  await withTimeout(new Promise(() => {}), 1);
});

it('rejects when the work does', async () => {
  await expect(withTimeout(Promise.reject(new Error('no')), 60_000)).rejects.toThrow('no');
});
