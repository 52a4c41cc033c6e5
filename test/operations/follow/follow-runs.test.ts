import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import type { RunStatus } from '../../../src/model/status.ts';
import { followRuns } from '../../../src/operations/follow/follow-runs.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../../screen/memory-store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const idOf = (number: number) => sampleRun(number).id;

function follow(store: MemoryStore, numbers: readonly number[]) {
  const statuses = new Map<string, RunStatus>();
  const outages: (string | undefined)[] = [];
  const stop = new AbortController();
  const following = { isOver: false, rejectedWith: undefined as unknown };
  followRuns(store, numbers.map(idOf), {
    signal: stop.signal,
    onOutage: error => outages.push(error?.message),
    onRead: (address, { status }) => statuses.set(address, status),
  })
    .catch(error => {
      following.rejectedWith = error;
    })
    .finally(() => {
      following.isOver = true;
    });
  return { statuses, outages, stop, following };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('following several runs', () => {
  test('lasts until each has ended, and reads those that have ended no more', async () => {
    const store = createMemoryStore([1, 2].map(number => sampleRun(number, { status: 'queued' })));
    const { statuses, following } = follow(store, [1, 2]);
    await pass(100);
    store.put(sampleRun(1, { status: 'failed' }));
    store.announce();
    await pass(1_500);
    expect(statuses.get(idOf(1))).toBe('failed');
    expect(following.isOver).toBe(false);
    store.reads.length = 0;
    store.put(sampleRun(2, { status: 'success' }));
    await pass(2_500);
    expect(store.reads.map(({ id }) => id)).not.toContain(idOf(1));
    expect(statuses.get(idOf(2))).toBe('success');
    expect(following).toEqual({ isOver: true, rejectedWith: undefined });
  });

  test('says once that the store is away, and goes on when it answers', async () => {
    const store = createMemoryStore([1, 2, 3].map(number => sampleRun(number, { status: 'success' })));
    store.failWith = new InspectorError('unreachable', 'no answer');
    const { statuses, outages, following } = follow(store, [1, 2, 3]);
    await pass(3_000);
    expect(outages).toEqual(['no answer']);
    store.failWith = undefined;
    await pass(10_000);
    expect(outages).toEqual(['no answer', undefined]);
    expect([statuses.size, following.isOver]).toEqual([3, true]);
  });

  test('gives up a run that does not appear within 30 s, and waits for the others', async () => {
    const store = createMemoryStore([sampleRun(1, { status: 'running' })]);
    const { statuses, following } = follow(store, [1, 2]);
    await pass(25_000);
    expect(following.isOver).toBe(false);
    await pass(10_000);
    store.reads.length = 0;
    store.put(sampleRun(1, { status: 'success' }));
    await pass(3_000);
    expect(store.reads.map(({ id }) => id)).not.toContain(idOf(2));
    expect([...statuses]).toEqual([[idOf(1), 'success']]);
    expect(following.isOver).toBe(true);
  });

  test('ends with the reason of an abort', async () => {
    const store = createMemoryStore([sampleRun(1, { status: 'running' })]);
    const { stop, following } = follow(store, [1]);
    await pass(100);
    stop.abort(new Error('ended by SIGINT'));
    await pass(3_000);
    expect(following.rejectedWith).toEqual(new Error('ended by SIGINT'));
  });
});
