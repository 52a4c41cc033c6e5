import { beforeAll, expect, it } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { idsOf, listAll } from './reading.ts';
import { runCreated } from './sample-events.ts';
import type { OpenedStore, StoreUnderTest } from './store-contract.ts';

/** What a store of one target has to keep of runs that repeat others. */
export function describeRepeats(shared: () => OpenedStore): void {
  let under: StoreUnderTest;
  let store: RunStore;
  beforeAll(() => {
    ({ under, store } = shared());
  });

  it('links a run that repeats another with it in both directions, the newest repetition first', async () => {
    await under.record([
      runCreated('run', { createdAt: 1 }),
      runCreated('again', { createdAt: 2, retryOf: 'run' }),
      runCreated('later', { createdAt: 3, retryOf: 'run' }),
    ]);
    const links = async (id: string) => {
      const run = await store.getRun(id);
      return [run?.retryOf, run?.retries];
    };
    expect(await links('run')).toEqual([undefined, ['later', 'again']]);
    expect(await links('again')).toEqual(['run', undefined]);
    const listed = await listAll(store, parseQuery('id:again'));
    expect(listed.map(({ id, retryOf }) => [id, retryOf])).toEqual([['again', 'run']]);
  });

  it('lists the runs that repeat others by their ids, and completes the ids of those that were repeated', async () => {
    const ids = Array.from({ length: 120 }, (_, at) => `run_${String(at).padStart(3, '0')}`);
    await under.record([
      ...ids.map((id, at) => runCreated(id, { createdAt: at })),
      ...ids.map((id, at) => runCreated(`again_${id}`, { createdAt: 1_000 + at, retryOf: id })),
      runCreated('twice', { createdAt: 2_000, retryOf: 'run_007' }),
    ]);
    const listIds = async (filter: string) => idsOf(await listAll(store, parseQuery(filter), { limit: 50 }));
    expect(await listIds('retryOf:run_007,run_008')).toEqual(['twice', 'again_run_008', 'again_run_007']);
    expect(await listIds(`retryOf:${ids.join()}`)).toHaveLength(121);
    expect(await listIds('retryOf:run_007 -id:twice')).toEqual(['again_run_007']);
    expect(await store.suggest('retryOf', 'run_00')).toHaveLength(10);
    expect(new Set(await store.suggest('retryOf', '')).size).toBe(50);
    expect(await store.suggest('retryOf', 'again')).toEqual([]);
  });
}
