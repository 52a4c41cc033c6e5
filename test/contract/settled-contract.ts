import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import type { RunSummary } from '../../src/model/run.ts';
import { idsOf, listAll } from './reading.ts';
import { runCreated } from './sample-events.ts';
import { histories, historyAnswers, historyEvents } from './settled-histories.ts';
import type { StoreUnderTest } from './store-contract.ts';

/** Which failed runs a later run of the same work has settled. */
export function describeSettled(create: () => Promise<StoreUnderTest>): void {
  let under: StoreUnderTest;
  let store: RunStore;
  beforeAll(async () => {
    under = await create();
    await under.record(histories.flatMap(historyEvents));
    store = await under.open();
  });
  afterAll(async () => {
    await store.close();
    await under.remove();
  });
  const list = (filter: string) => listAll(store, parseQuery(filter), { limit: 7 });

  it('are told from those that are open, in each of the planted histories', async () => {
    const found = [...(await list('settled:yes')), ...(await list('settled:no'))];
    expect(answersOf(found)).toEqual(Object.assign({}, ...histories.map(historyAnswers)));
  });

  it('say of an opened run what settled it', async () => {
    const ids = ['h0_a', 'h1_a', 'h2_b', 'h14_a', 'h25_a', 'h31_a'];
    const runs = await Promise.all(ids.map(id => store.getRun(id)));
    expect(answersOf(runs.flatMap(run => run ?? []))).toEqual({
      h0_a: 'h0_b retry',
      h1_a: 'open',
      h2_b: 'h2_d retry',
      h14_a: 'h14_b key',
      h25_a: 'h25_b schedule',
      h31_a: 'h31_b input',
    });
    expect(runs[0]?.settled?.at).toBe((await store.getRun('h0_b'))?.finishedAt);
    expect((await store.getRun('h0_b'))?.settled).toBeUndefined();
  });

  it('are counted as the others are, and negated as any clause', async () => {
    const [failed, open, settled] = await Promise.all(
      ['status:failed', 'settled:no', 'settled:yes', 'settled:no,yes'].map(list),
    );
    expect(idsOf(await list('settled:no,yes'))).toEqual(idsOf(failed ?? []));
    expect(open?.length).toBeGreaterThan(20);
    expect(settled?.length).toBeGreaterThan(20);
    expect((open?.length ?? 0) + (settled?.length ?? 0)).toBe(failed?.length);
    expect(idsOf(await list('status:failed -settled:no'))).toEqual(idsOf(settled ?? []));
    expect(idsOf(await list('-settled:no -settled:yes'))).toEqual(idsOf(await list('-status:failed')));
    expect(idsOf(await list('settled:no workflow:sync-1'))).toEqual(['h1_b', 'h1_a']);
  });

  it('are found by the key of their work, letter by letter', async () => {
    await under.record([
      runCreated('k1', { createdAt: 1, key: 'Order-7' }),
      runCreated('k2', { createdAt: 2, key: 'order-7', name: 'keyed' }),
    ]);
    expect(idsOf(await list('key:order-7 workflow:keyed'))).toEqual(['k2']);
    expect(idsOf(await list('key:Order-7'))).toEqual(['k1']);
    expect(idsOf(await list('key:Order*'))).toEqual(['k1']);
    expect((await store.getRun('k2'))?.key).toBe('order-7');
    expect(await store.suggest('key', 'Ord')).toEqual(['Order-7']);
  });
}

function answersOf(runs: readonly RunSummary[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    runs.map(({ id, settled }) => [id, settled ? `${settled.by} ${settled.how}` : 'open']),
  );
}
