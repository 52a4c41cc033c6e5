import { expect, test } from 'vitest';
import { readAhead } from '../../src/operations/compare-runs.ts';

function create(count: number) {
  const begun: number[] = [];
  const works = Array.from({ length: count }, (_, index) => async () => {
    begun.push(index);
    return index;
  });
  return { begun, works };
}

test('begins what is next before it is asked for, and no more', async () => {
  const { begun, works } = create(4);
  const next = readAhead(works);
  expect(begun).toEqual([0]);
  expect(await next()).toBe(0);
  expect(begun).toEqual([0, 1]);
  expect([await next(), await next(), await next()]).toEqual([1, 2, 3]);
  await expect(next()).rejects.toThrow('nothing left');
});

test('has as many under way as it is told', async () => {
  const { begun, works } = create(4);
  const next = readAhead(works, 3);
  expect(begun).toEqual([0, 1, 2]);
  expect([await next(), await next(), await next(), await next()]).toEqual([0, 1, 2, 3]);
});

test('throws a failure when it is its turn, and not before', async () => {
  const next = readAhead<number>([async () => 1, () => Promise.reject(new Error('gone')), async () => 3]);
  expect(await next()).toBe(1);
  await new Promise(resolve => setImmediate(resolve));
  await expect(next()).rejects.toThrow('gone');
  expect(await next()).toBe(3);
});
