import { describe, expect, it, onTestFinished } from 'vitest';
import type { FailureChunk } from '../../../src/contract/failures.ts';
import { readFailures } from '../../../src/contract/reading/read-failures.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { createFailureGroups } from '../../../src/model/failure/failure-groups.ts';
import { bucketLengths } from '../../../src/model/failure/failure-tally.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { createRun } from '../../cli/sample-runs.ts';
import { createModelMember, type ModelMember, openMembers } from './model-store.ts';

const options = { now: 1_000, bucketMs: bucketLengths.minute };

function failedAt(createdAt: number) {
  const errorSummary = { message: 'no such table', failure: 'sig' };
  return createRun({ id: `run_${createdAt}`, name: 'orders', status: 'failed', createdAt, errorSummary });
}

/** Counts by itself, in two parts. */
function countingMember(name: string): ModelMember {
  const first = { id: 'old', at: 1 };
  const tally = {
    failure: 'sig',
    name: 'orders',
    first,
    example: { message: 'no such table', failure: 'sig' },
  };
  const failures: RunStore['failures'] = async (_, { cursor }) =>
    cursor === undefined
      ? { tallies: [{ ...tally, count: 5, last: { id: 'mid', at: 5 }, times: [[0, 5]] }], nextCursor: 'more' }
      : { tallies: [{ ...tally, count: 2, last: { id: 'new', at: 90 }, times: [[0, 2]] }] };
  return { ...createModelMember(name), open: async () => createFakeStore([], { overrides: { failures } }) };
}

async function openAll(members: readonly ModelMember[], patienceMs?: number): Promise<RunStore> {
  const store = await openMembers(members, patienceMs);
  onTestFinished(() => store.close());
  return store;
}

async function partsOf(store: RunStore, onPart = () => {}): Promise<readonly FailureChunk[]> {
  const parts: FailureChunk[] = [];
  for await (const part of readFailures(store, emptyQuery, options)) {
    parts.push(part);
    onPart();
  }
  return parts;
}

function groupsOf(parts: readonly FailureChunk[]) {
  const groups = createFailureGroups();
  for (const { tallies } of parts) groups.add(tallies);
  return groups.groups();
}

const missingIn = (parts: readonly FailureChunk[]) =>
  parts.map(({ missing = [] }) => missing.map(({ target }) => target));

describe('failures of several targets', () => {
  it('add up, whether a target counts or only lists, and name the target of the first and the last run', async () => {
    const lists = createModelMember('lists', [failedAt(80), failedAt(60), failedAt(40)], 1);
    const parts = await partsOf(await openAll([countingMember('counts'), lists]));
    const [group, ...others] = groupsOf(parts);
    expect(others).toEqual([]);
    expect(group).toMatchObject({
      count: 10,
      first: { target: 'counts', id: 'old' },
      last: { target: 'counts', id: 'new' },
    });
  });

  it('say how much was searched of the targets that go from run to run', async () => {
    const one = createModelMember('one', [failedAt(80), failedAt(60)], 1);
    const parts = await partsOf(await openAll([countingMember('counts'), one]));
    expect(parts.at(-1)?.searched).toEqual({ read: 2, total: 2 });
  });

  it('leave out a target that is away, and name it in every part', async () => {
    const dead = createModelMember('dead', [failedAt(80)]);
    dead.mood = 'dead';
    const store = await openAll([countingMember('counts'), dead]);
    const parts = await partsOf(store);
    expect(missingIn(parts)).toEqual([['dead'], ['dead']]);
    expect(store.missing?.().map(({ target }) => target)).toEqual(['dead']);
    expect(groupsOf(parts)[0]?.count).toBe(7);
  });

  it('name a target that fails while it is counted', async () => {
    const lists = createModelMember('lists', [failedAt(80), failedAt(60), failedAt(40)], 1);
    const store = await openAll([countingMember('counts'), lists]);
    const parts = await partsOf(store, () => {
      lists.mood = 'dead';
    });
    expect(missingIn(parts)).toEqual([[], ['lists']]);
  });

  it('are refused when no target answers', async () => {
    const dead = createModelMember('dead');
    dead.mood = 'dead';
    const store = await openAll([dead]);
    await expect(partsOf(store)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
