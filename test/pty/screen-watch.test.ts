import { expect, test } from 'vitest';
import { createScreenWatch } from './screen-watch.ts';

const never = new Promise<never>(() => {});

test('a program that does not end fails its test in time, with the screen', async () => {
  const { waitForEnd } = createScreenWatch(() => ['here', 'for ever']);
  await expect(waitForEnd(never, { timeoutMs: 20 })).rejects.toThrow(
    'waited for the end of the program, but it ran on for 20 ms; the screen was:\n  |here\n  |for ever',
  );
});

test('while the test goes on, the end may take longer', async () => {
  const { waitFor, waitForEnd } = createScreenWatch(() => ['here']);
  const { promise, resolve } = Promise.withResolvers<string>();
  const ended = waitForEnd(promise, { timeoutMs: 300 });
  for (let step = 0; step < 5; step++) {
    await new Promise(done => setTimeout(done, 100));
    await waitFor('here');
  }
  resolve('ended');
  expect(await ended).toBe('ended');
});
