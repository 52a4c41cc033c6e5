import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { openStore, startCalmFlows } from './calm-flows.ts';
import { startBullmq } from './start-bullmq.ts';

describeReadableStore('BullMQ', async () => {
  const bullmq = await startBullmq();
  await startCalmFlows(bullmq);
  // Nobody changes what is read.
  await bullmq.ask('endWorkers', {});
  return {
    open: ({ scanRows } = {}) => openStore(bullmq, { scanRows }),
    addRun: async () => void (await bullmq.add('ok')),
    strangeIds: [
      'orders',
      'orders:',
      ':1',
      'orders:meta',
      'orders:events',
      'orders:id',
      'orders:1:logs',
      'orders:wait',
    ],
    fingerprint: () => readAll(bullmq.port),
    remove: bullmq.stop,
  };
});

/** Everything but the locks, which workers renew, and when they looked for stalled jobs. */
async function readAll(port: number): Promise<string> {
  const redis = new Redis(port, '127.0.0.1');
  const keys = (await redis.keys('*'))
    .filter(key => !/:(lock|stalled-check|stalled|marker)$/.test(key))
    .sort();
  const lines = keys.map(async key => {
    const type = await redis.type(key);
    // The order of its members is another one after some reads.
    const value = type === 'hash' ? sortedText(await redis.hgetall(key)) : await redis.dumpBuffer(key);
    return `${key} ${createHash('sha256')
      .update(value ?? '')
      .digest('hex')}`;
  });
  const text = (await Promise.all(lines)).join('\n');
  await redis.quit();
  return text;
}

function sortedText(hash: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(hash).sort());
}
