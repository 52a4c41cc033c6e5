import { expect, it } from 'vitest';
import { coalesceCalls } from '../../src/async/coalesce-calls.ts';

it('answers all calls that come while it runs by one more run', async () => {
  let runs = 0;
  const call = coalesceCalls(async () => {
    runs += 1;
    await new Promise(setImmediate);
  });
  const first = call();
  expect(runs).toBe(1);
  await Promise.all([first, call(), call(), call()]);
  expect(runs).toBe(2);
  await call();
  expect(runs).toBe(3);
});

it('can be called again after a run that failed', async () => {
  let isBroken = true;
  const call = coalesceCalls(async () => {
    if (isBroken) throw new Error('no');
  });
  await expect(call()).rejects.toThrow('no');
  isBroken = false;
  await expect(call()).resolves.toBeUndefined();
});
