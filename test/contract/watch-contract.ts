import { expect, it } from 'vitest';
import { emptyQuery } from '../../src/model/query/query.ts';
import { watchRuns } from '../../src/operations/watch/watch-runs.ts';
import { runCreated, sampleNow } from './sample-events.ts';
import type { StoreUnderTest } from './store-contract.ts';

const day = 86_400_000;
const going = { status: 'running', finishedAt: undefined } as const;

/** What a watch of every store has to keep. */
export function describeWatch(create: () => Promise<StoreUnderTest>): void {
  it('tells of each run once as it appears, and once as it ends, however old it is', async () => {
    const under = await create();
    await under.record([
      runCreated('old', { createdAt: sampleNow - 30 * day, ...going }),
      runCreated('ended', { createdAt: sampleNow - 1000 }),
    ]);
    const store = await under.open();
    const ending = new AbortController();
    const onOutage = () => expect.unreachable();
    const watch = watchRuns(store, emptyQuery, { signal: ending.signal, now: () => sampleNow, onOutage });
    const told: string[] = [];
    const readUntil = async (last: string) => {
      while (told.at(-1) !== last) {
        const { value } = await watch.next();
        for (const { id, status } of value?.changed ?? []) told.push(`${id} ${status}`);
      }
    };
    expect((await watch.next()).value).toMatchObject({ changed: [], active: 1 });
    await under.record([
      runCreated('second', { createdAt: sampleNow + 2, ...going }),
      runCreated('first', { createdAt: sampleNow + 1, ...going }),
    ]);
    await readUntil('second running');
    await under.record([
      { type: 'run-changed', id: 'old', status: 'failed', finishedAt: sampleNow },
      { type: 'run-changed', id: 'second', status: 'success', finishedAt: sampleNow + 5 },
      runCreated('late', { createdAt: sampleNow - 90_000 }),
    ]);
    await readUntil('second success');
    await under.record([
      { type: 'run-changed', id: 'first', status: 'canceled', finishedAt: sampleNow + 9 },
      runCreated('last', { createdAt: sampleNow + 3 }),
    ]);
    await readUntil('last success');
    expect(told.filter(line => !line.startsWith('late'))).toEqual([
      'first running',
      'second running',
      'old failed',
      'second success',
      'first canceled',
      'last success',
    ]);
    await watch.return();
    await store.close();
    await under.remove();
  });
}
