import { beforeAll, expect, it } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../src/model/query/query.ts';
import { watchRuns } from '../../src/operations/watch/run-watch.ts';
import { idsOf, listAll } from './reading.ts';
import { runCreated, sampleNow } from './sample-events.ts';
import type { OpenedStore, StoreUnderTest } from './store-contract.ts';

const day = 86_400_000;
const going = { status: 'running', finishedAt: undefined } as const;

/** What a watch of every store has to keep. */
export function describeWatch(shared: () => OpenedStore, isOneTarget: boolean): void {
  let under: StoreUnderTest;
  let store: RunStore;
  beforeAll(() => {
    ({ under, store } = shared());
  });

  it('tells of each run once as it appears, and once as it ends, however old it is', async () => {
    await under.record([
      runCreated('old', { createdAt: sampleNow - 30 * day, ...going }),
      runCreated('ended', { createdAt: sampleNow - 1000 }),
    ]);
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
    const active = await listAll(store, parseQuery('status:active'));
    expect(idsOf(active)).toContain('old');
    expect((await watch.next()).value).toMatchObject({ changed: [], active: active.length });
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
  });

  it('tells once of a run that comes long after it was created, and of one that changes after its end', async () => {
    await under.record([runCreated('gone', { createdAt: sampleNow - 5 * day, status: 'failed' })]);
    const ending = new AbortController();
    const onOutage = () => expect.unreachable();
    const watch = watchRuns(store, parseQuery('workflow:signup-pipeline'), {
      ...{ signal: ending.signal, now: () => sampleNow, onOutage },
    });
    await watch.next();
    await under.record([
      runCreated('spooled', { createdAt: sampleNow - 2 * day }),
      runCreated('of another workflow', { createdAt: sampleNow - 2 * day, name: 'billing' }),
      { type: 'run-changed', id: 'gone', status: 'success', finishedAt: sampleNow },
    ]);
    const told: string[] = [];
    const readUntil = async (last: string) => {
      while (!told.includes(last)) {
        const { value } = await watch.next();
        for (const { id, status } of value?.changed ?? []) told.push(`${id} ${status}`);
      }
    };
    await readUntil('spooled success');
    await readUntil('gone success');
    await under.record([runCreated('new', { createdAt: sampleNow + 1 })]);
    await readUntil('new success');
    expect(told.toSorted()).toEqual(['gone success', 'new success', 'spooled success']);
    await watch.return();
  });

  it.runIf(isOneTarget)('lists late runs in the order in which they came, a few at a time', async () => {
    await under.record([runCreated('before', { createdAt: sampleNow - 9 * day })]);
    const list = async (after?: string, limit = 2) => {
      const late = await store.lateRuns?.({ after, limit });
      if (!late) throw new Error('it does not tell late runs');
      return late;
    };
    const start = await list();
    expect(start.addresses).toEqual([]);
    for (const id of ['late_c', 'late_a', 'late_b'])
      await under.record([runCreated(id, { createdAt: sampleNow - day })]);
    await under.record([{ type: 'run-changed', id: 'late_c', status: 'canceled', finishedAt: sampleNow }]);
    const first = await list(start.position);
    const second = await list(first.position);
    expect([first, second].map(({ addresses }) => addresses)).toEqual([['late_a', 'late_b'], ['late_c']]);
    expect(await list(second.position)).toEqual({ addresses: [], position: second.position });
    await expect(list('nowhere')).rejects.toThrow(/not a position/);
  });
}
