import { expect, test } from 'vitest';
import { countSuccesses } from '../../../src/operations/failures/count-successes.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { createRun } from '../../cli/sample-runs.ts';
import { groupOf } from '../../model/failure/memory/failed-at.ts';

const day = 86_400_000;
const now = 100 * day;
const group = groupOf(now - 3 * day);

function storeWith(successes: number) {
  const runs = Array.from({ length: successes }, (_, at) =>
    createRun({ id: `good_${at}`, createdAt: now - day - at }),
  );
  const before = createRun({ id: 'before', createdAt: now - 4 * day });
  return createFakeStore([...runs, before, createRun({ id: 'bad', status: 'failed', createdAt: now - 1 })]);
}

test('counts the runs of the workflow that succeeded since its last failure', async () => {
  const successes = await countSuccesses(storeWith(1_204), [group], { now });
  expect(successes(group)).toEqual({ count: 1_204 });
});

test('ends at two thousand', async () => {
  const successes = await countSuccesses(storeWith(2_500), [group], { now });
  expect(successes(group)).toEqual({ count: 2_000, isMore: true });
});

test('reads nothing for a group that fails as usual, or whose workflow has not run since', async () => {
  const silent = storeWith(3);
  const store = {
    ...silent,
    listRuns: () => Promise.reject(new Error('it read runs')),
    workflows: async () =>
      [
        {
          name: 'signup-pipeline',
          kind: 'workflow',
          total: 2,
          failed: 1,
          active: 0,
          lastCreatedAt: now - 3 * day,
        },
      ] as const,
  };
  const usual = groupOf(now - 1_000);
  const successes = await countSuccesses(store, [group, usual], { now });
  expect([successes(group), successes(usual)]).toEqual([{ count: 0 }, undefined]);
});
