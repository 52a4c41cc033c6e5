import { expect, it } from 'vitest';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { listAll } from './reading.ts';
import { runCreated } from './sample-events.ts';
import type { StoreUnderTest } from './store-contract.ts';

/** What a store of one target has to keep of runs that repeat others. */
export function describeRepeats(create: () => Promise<StoreUnderTest>): void {
  it('links a run that repeats another with it in both directions, the newest repetition first', async () => {
    const under = await create();
    await under.record([
      runCreated('run', { createdAt: 1 }),
      runCreated('again', { createdAt: 2, retryOf: 'run' }),
      runCreated('later', { createdAt: 3, retryOf: 'run' }),
    ]);
    const store = await under.open();
    const links = async (id: string) => {
      const run = await store.getRun(id);
      return [run?.retryOf, run?.retries];
    };
    expect(await links('run')).toEqual([undefined, ['later', 'again']]);
    expect(await links('again')).toEqual(['run', undefined]);
    const listed = await listAll(store, parseQuery('id:again'));
    expect(listed.map(({ id, retryOf }) => [id, retryOf])).toEqual([['again', 'run']]);
    await store.close();
    await under.remove();
  });
}
