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

it.each([0, 1, 2, 3, 4, 5])('loses no call that comes %i turns after what a run waited for', async turns => {
  const work = Promise.withResolvers<void>();
  let runs = 0;
  const call = coalesceCalls(async () => {
    runs += 1;
    await work.promise;
  });
  void call();
  work.resolve();
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  void call();
  await new Promise(setImmediate);
  expect(runs).toBe(2);
});

it('forgets the run that waits, but no call after that', async () => {
  let runs = 0;
  const call = coalesceCalls(async () => {
    runs += 1;
    await new Promise(setImmediate);
  });
  const called = [call(), call()];
  call.forget();
  await Promise.all(called);
  expect(runs).toBe(1);
  called.push(call());
  call.forget();
  await Promise.all([...called, call()]);
  expect(runs).toBe(3);
});
