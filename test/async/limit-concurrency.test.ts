import { expect, it } from 'vitest';
import { limitConcurrency } from '../../src/async/limit-concurrency.ts';

it('runs no more at once than it may, in the order of the calls', async () => {
  const limit = limitConcurrency(2);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const work = async (id: number) => {
    started.push(id);
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    return id;
  };
  const done = await Promise.all([1, 2, 3, 4, 5].map(id => limit(() => work(id))));
  expect(done).toEqual([1, 2, 3, 4, 5]);
  expect(started).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

it('goes on after work that failed', async () => {
  const limit = limitConcurrency(1);
  const failed = limit(() => Promise.reject(new Error('no')));
  const next = limit(async () => 'done');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('done');
});
