import { expect, test } from 'vitest';
import { hideFetchWhile } from '../../src/terminal/device/ink-streams.ts';

test('fetch is out of sight while something loads, and the same afterwards', async () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  expect(await hideFetchWhile(async () => typeof globalThis.fetch)).toBe('undefined');
  expect(Object.getOwnPropertyDescriptor(globalThis, 'fetch')).toEqual(before);
});

test('fetch comes back when the loading fails', async () => {
  const load = async () => {
    throw new Error('no such module');
  };
  await expect(hideFetchWhile(load)).rejects.toThrow('no such module');
  expect(globalThis.fetch).toBeTypeOf('function');
});
