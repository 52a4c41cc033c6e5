import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareNewest } from '../../../src/contract/lists/run-order.ts';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { openStore } from './calm-flows.ts';
import { type Bullmq, startBullmq, until } from './start-bullmq.ts';

let bullmq: Bullmq;

async function addBulk(queue: string, count: number, optsOf: (at: number) => object): Promise<void> {
  const jobs = Array.from({ length: count }, (_, at) => ({
    name: 'quick',
    data: { n: at },
    opts: optsOf(at),
  }));
  await bullmq.ask('addBulk', { queue, jobs });
}

/** Thousands of jobs in each kind of set: those of `later` wait, since nobody works on them. */
beforeAll(async () => {
  bullmq = await startBullmq();
  await addBulk('later', 1_400, () => ({ lifo: true }));
  await addBulk('later', 2_500, at => ({ delay: 3_600_000 + ((at * 7_919) % 2_500) }));
  await addBulk('quick', 1_500, () => ({}));
  await addBulk('later', 1_500, at => (at % 3 === 0 ? { priority: (at % 50) + 1 } : {}));
  await addBulk('later', 100, () => ({ lifo: true }));
  await addBulk('quick', 1_500, () => ({}));
  const redis = new Redis(bullmq.port, '127.0.0.1');
  await until('not all are done', async () => (await redis.zcard('bull:quick:completed')) === 3_000);
  await redis.quit();
});
afterAll(() => bullmq?.stop());

describe('pages of many jobs', () => {
  it.each([97, 1_000])('have each job once, the last changed first, %i at a time', async limit => {
    const store = await openStore(bullmq);
    const runs = await listAll(store, emptyQuery, { limit, now: Date.now() });
    expect(new Set(idsOf(runs)).size).toBe(8_500);
    expect(runs).toHaveLength(8_500);
    expect(idsOf(runs.toSorted(compareNewest))).toEqual(idsOf(runs));
    const queued = await listAll(store, parseQuery('status:queued'), { limit, now: Date.now() });
    expect(idsOf(queued)).toEqual(idsOf(runs.filter(({ status }) => status === 'queued')));
    expect(await store.counts()).toEqual({ queued: 5_500, success: 3_000, total: 8_500 });
    await store.close();
  });

  it('ask the server for at most 1,000 elements at a time, for nothing that blocks it, and for no script', async () => {
    const own = await commandsOf(async store => {
      const runs = await listAll(store, emptyQuery, { limit: 1_000, now: Date.now() });
      await store.getRun(runs[0]?.id ?? '', { include: { steps: true } });
      await store.getTrace(runs[0]?.id ?? '');
      await store.counts();
      await store.workflows();
      await store.suggest('workflow', '');
    });
    expect(own.length).toBeGreaterThan(8_500);
    expect([...new Set(own.map(([name]) => name))].filter(name => !reading.includes(name ?? ''))).toEqual([]);
    expect(own.filter(words => spanOf(words) > 1_000)).toEqual([]);
  });

  it('ask once for a job that has ended, until it begins again', async () => {
    const first = async (store: RunStore) =>
      (await store.listRuns(parseQuery('status:success'), { sort: newestFirst, limit: 5, now: Date.now() }))
        .runs;
    const own = await commandsOf(async store => {
      const before = await first(store);
      expect(await first(store)).toEqual(before);
    });
    const asked = own.flatMap(([name, key]) => (name === 'hmget' ? [key] : []));
    expect(asked.length).toBeGreaterThan(4);
    expect(asked).toHaveLength(new Set(asked).size);
  });

  it('ask for a set that was empty only once its queue has a new event', async () => {
    const first = async (store: RunStore) =>
      (await store.listRuns(emptyQuery, { sort: newestFirst, limit: 5, now: Date.now() })).runs;
    const own = await commandsOf(async store => {
      await store.counts();
      await first(store);
      const name = `late-${Date.now()}`;
      await bullmq.ask('add', { queue: 'quick', name, data: {}, opts: { delay: 3_600_000 } });
      expect((await first(store)).filter(run => run.name === `quick/${name}`)).toHaveLength(1);
    });
    const asked = (key: string) => own.filter(words => /range/.test(words[0] ?? '') && words[1] === key);
    expect(asked('bull:quick:failed')).toHaveLength(1);
    // How far a list reads depends on how long the jobs waited: at least once for each list.
    expect(asked('bull:quick:completed').length).toBeGreaterThan(1);
  });
});

/** What a store asks the server for meanwhile. */
async function commandsOf(work: (store: RunStore) => Promise<void>): Promise<readonly string[][]> {
  const redis = new Redis(bullmq.port, '127.0.0.1');
  const monitor = await redis.monitor();
  const asked: { readonly words: string[]; readonly from: string }[] = [];
  monitor.on('monitor', (_: unknown, words: string[], from: string) => asked.push({ words, from }));
  const store = await openStore(bullmq);
  await work(store);
  await store.close();
  await redis.ping();
  monitor.disconnect();
  await redis.quit();
  const { from: client } = asked.find(({ words: [name] }) => name === 'scan') ?? {};
  return asked.filter(({ from }) => from === client).map(({ words }) => words);
}

const reading = [
  ...['scan', 'type', 'exists', 'llen', 'zcard', 'zscore', 'lpos', 'lrange', 'zrange', 'zrevrangebyscore'],
  ...['hmget', 'hgetall', 'hstrlen', 'xrange', 'xrevrange', 'hscan', 'sscan'],
];

/** How many elements a command asks for at most. */
function spanOf(words: readonly string[]): number {
  const [name = '', , first = '', second = ''] = words;
  if (/^(lrange|zrange)$/i.test(name)) {
    const isToTheEnd = Number(first) >= 0 && Number(second) < 0;
    return isToTheEnd ? Number.POSITIVE_INFINITY : Number(second) - Number(first) + 1;
  }
  const at = words.findIndex(word => /^(count|limit)$/i.test(word));
  return at < 0 ? 1 : Number(words[at + (/limit/i.test(words[at] ?? '') ? 2 : 1)]);
}
