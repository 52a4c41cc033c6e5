import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareNewest } from '../../../src/contract/lists/run-order.ts';
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
    const redis = new Redis(bullmq.port, '127.0.0.1');
    const monitor = await redis.monitor();
    const asked: { readonly words: readonly string[]; readonly from: string }[] = [];
    monitor.on('monitor', (_: unknown, words: string[], from: string) => asked.push({ words, from }));
    const store = await openStore(bullmq);
    const runs = await listAll(store, emptyQuery, { limit: 1_000, now: Date.now() });
    await store.getRun(runs[0]?.id ?? '', { include: { steps: true } });
    await store.getTrace(runs[0]?.id ?? '');
    await store.counts();
    await store.workflows();
    await store.suggest('workflow', '');
    await store.close();
    await redis.ping();
    monitor.disconnect();
    await redis.quit();
    const { from: client } = asked.find(({ words: [name] }) => name === 'scan') ?? {};
    const own = asked.filter(({ from }) => from === client).map(({ words }) => words);
    expect(own.length).toBeGreaterThan(8_500);
    expect([...new Set(own.map(([name]) => name))].filter(name => !reading.includes(name ?? ''))).toEqual([]);
    expect(own.filter(words => spanOf(words) > 1_000)).toEqual([]);
  });
});

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
