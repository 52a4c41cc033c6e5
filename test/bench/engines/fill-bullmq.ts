import { Redis } from 'ioredis';
import { compareIds } from '../../../src/contract/lists/run-order.ts';
import { listFields } from '../../../src/engines/bullmq/open-bullmq-store.ts';
import { startServer, startWorkers, until } from '../../engines/bullmq/start-bullmq.ts';
import { type FilledEngine, importBuilt, pageSize } from './filled-engine.ts';

type BullmqStore = typeof import('../../../src/engines/bullmq/open-bullmq-store.ts');

const queues = ['orders', 'quick', 'steps'];
const failedEvery = 10;
const delayed = 200;
const atOnce = 1_000;

/** Jobs that BullMQ's own workers ran; these are ended before anything is measured. */
export async function fillBullmq(runs: number): Promise<FilledEngine> {
  const server = await startServer();
  const redis = new Redis(server.port, '127.0.0.1');
  await runJobs(server.port, redis, runs);
  const url = `redis://127.0.0.1:${server.port}`;
  const target = { name: 'bench', kind: 'bullmq', location: url, reason: 'argument' };
  return {
    ...{ name: 'BullMQ', runs, place: `bullmq:${url}` },
    async open() {
      const { openBullmqStore } = await importBuilt<BullmqStore>('bullmq-store.js');
      return openBullmqStore({ place: url, target, projectFolder: '', secretVariables: [] });
    },
    bareName: 'two bare pipelines, of the ends of the sets and of jobs',
    barePage: which => barePage(redis, which),
    async stop() {
      redis.disconnect();
      await server.stop();
    },
  };
}

async function runJobs(port: number, redis: Redis, runs: number): Promise<void> {
  const workers = await startWorkers({ PORT: String(port) });
  const add = (queue: string, jobs: readonly object[]) => workers.ask('addBulk', { queue, jobs });
  const note = 'x'.repeat(200);
  const failing = runs / failedEvery;
  await add(
    'orders',
    Array.from({ length: delayed }, (_, n) => ({
      name: 'later order',
      data: { n, note },
      opts: { delay: 3_600_000 },
    })),
  );
  const jobs = Array.from({ length: runs - delayed }, (_, n) => n);
  for (let from = 0; from < jobs.length; from += atOnce) {
    const part = jobs.slice(from, from + atOnce);
    const quick = part.filter(n => n % failedEvery !== 0);
    const steps = part.filter(n => n % failedEvery === 0);
    await add(
      'quick',
      quick.map(n => ({ name: `quick ${n % 3}`, data: { n, note } })),
    );
    await add(
      'steps',
      steps.map(n => ({ name: 'step', data: { n, note, fails: n < failing * failedEvery } })),
    );
  }
  await until('the jobs do not end', async () => {
    const ended = queues.flatMap(queue => [`bull:${queue}:completed`, `bull:${queue}:failed`]);
    const counts = await Promise.all(ended.map(key => redis.zcard(key)));
    return counts.reduce((sum, count) => sum + count, 0) === runs - delayed;
  });
  await workers.stop();
}

type Found = { readonly queue: string; readonly id: string; readonly score: number };

/** The newest of each set of ended jobs, the heads of the lists, and the hashes of the first of all these. */
async function barePage(redis: Redis, which: 'newest' | 'failed'): Promise<readonly string[]> {
  const ends = redis.pipeline();
  const sets = which === 'failed' ? ['failed'] : ['completed', 'failed'];
  for (const queue of queues) {
    for (const set of sets) ends.zrevrange(`bull:${queue}:${set}`, 0, pageSize - 1, 'WITHSCORES');
    if (which === 'newest')
      for (const list of ['active', 'wait']) ends.lrange(`bull:${queue}:${list}`, 0, pageSize - 1);
  }
  const replies = (await ends.exec()) ?? [];
  const each = replies.length / queues.length;
  const found = replies.flatMap(([, reply], at): Found[] => {
    const texts = Array.isArray(reply) ? reply.map(String) : [];
    const queue = queues[Math.floor(at / each)] ?? '';
    return texts.flatMap((id, n) => (n % 2 === 0 ? [{ queue, id, score: Number(texts[n + 1]) }] : []));
  });
  const newest = found.sort((a, b) => b.score - a.score || compareIds(idOf(b), idOf(a))).slice(0, pageSize);
  const hashes = redis.pipeline();
  for (const { queue, id } of newest) hashes.hmget(`bull:${queue}:${id}`, ...listFields);
  await hashes.exec();
  return newest.map(idOf);
}

function idOf({ queue, id }: Found): string {
  return `${queue}:${id}`;
}
