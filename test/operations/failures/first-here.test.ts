import { expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import { readFirstHere } from '../../../src/operations/failures/first-here.ts';
import { createMemoryStore, sampleRun } from '../../screen/memory-store.ts';

const runAt = (index: number) => sampleRun(index);
const groupAt = (index: number) => ({ first: { id: 'run', at: sampleRun(index).createdAt } });
const now = sampleRun(99).createdAt;

test('the first failure is the first run here where no run is older, whatever failed later', async () => {
  const store = createMemoryStore([runAt(3), runAt(5), runAt(7)]);
  expect(await readFirstHere(store, [groupAt(5), groupAt(3)], { now })).toBe(runAt(3).createdAt);
  expect(await readFirstHere(store, [groupAt(5)], { now })).toBeUndefined();
  expect(await readFirstHere(store, [], { now })).toBeUndefined();
});

test('pages that bring nothing are followed until one brings a run', async () => {
  const store = createMemoryStore([]);
  const ofPages = (...found: readonly number[]) => ({
    ...store,
    listRuns: async (_: unknown, { cursor = '0' }: { readonly cursor?: string }) => {
      const at = Number(cursor);
      const runs = found[at] === 1 ? [runAt(1)] : [];
      return { runs, nextCursor: at + 1 < found.length ? String(at + 1) : undefined };
    },
  });
  expect(await readFirstHere(ofPages(0, 0, 1), [groupAt(5)], { now })).toBeUndefined();
  expect(await readFirstHere(ofPages(0, 0, 0), [groupAt(5)], { now })).toBe(runAt(5).createdAt);
});

test('nothing is said where a target is missing, the store is away, or it takes too long', async () => {
  const store = createMemoryStore([runAt(3)]);
  const error = new InspectorError('unreachable', 'nothing answers');
  const ask = (other: object, budgetMs?: number) =>
    readFirstHere({ ...store, ...other }, [groupAt(3)], { now, budgetMs });
  expect(await ask({})).toBe(runAt(3).createdAt);
  expect(await ask({ missing: () => [{ target: 'shop', error }] })).toBeUndefined();
  expect(await ask({ listRuns: () => Promise.reject(error) })).toBeUndefined();
  expect(await ask({ listRuns: () => new Promise(() => {}) }, 1)).toBeUndefined();
});

test('who leaves ends it', async () => {
  const store = createMemoryStore([runAt(3)]);
  const leaving = AbortSignal.abort(new Error('left'));
  await expect(readFirstHere(store, [groupAt(3)], { now, signal: leaving })).rejects.toThrow('left');
});
