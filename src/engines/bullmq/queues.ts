import type { Command, RedisClient } from '../../drivers/redis/redis-client.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { createRested } from '../kit/rested.ts';
import { type JobSet, jobSets } from './job-row.ts';

export function isList(set: JobSet): boolean {
  return set === 'active' || set === 'wait' || set === 'paused';
}

/** The most elements that one command may ask for: a server does nothing else meanwhile. */
export const mostAtOnce = 1_000;

export function textsOf(reply: unknown): readonly string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}

/** Members of a hash, or of a sorted set with their scores. */
export function pairsOf(reply: unknown): readonly (readonly [string, string])[] {
  const texts = textsOf(reply);
  return texts.flatMap((text, at) => (at % 2 === 0 ? [[text, texts[at + 1] ?? ''] as const] : []));
}

export type Queues = {
  /** The names of the queues, sorted. */
  readonly names: () => Promise<readonly string[]>;
  /** Names the prefixes that there are, where no queue has the one that was asked for. */
  readonly notes: () => readonly string[];
  /** The key of something of a queue. */
  readonly key: (queue: string, ...parts: readonly string[]) => string;
  /** How many jobs each set of each queue has. */
  readonly sizes: (sets?: readonly JobSet[]) => Promise<readonly QueueSet[]>;
  /** Another one whenever something has changed: every change of a job is an event of its queue. */
  readonly version: () => Promise<string>;
};

type QueueSet = { readonly queue: string; readonly set: JobSet; readonly size: number };

const leastRestMs = 5_000;

/** The queues of a prefix. Nothing lists them but their keys, all of which are passed to find them. */
export function createQueues(client: RedisClient, prefix: string): Queues {
  let others: readonly string[] = [];
  const key: Queues['key'] = (...parts) => [prefix, ...parts].join(':');
  const find = async () => {
    const keys = await scanKeys(client, `${prefix.replace(/[\\*?[\]]/g, '\\$&')}:*:meta`);
    const found = keys.map(meta => meta.slice(prefix.length + 1, -':meta'.length));
    const own = found.filter(name => !name.includes(':')).sort();
    others = own.length > 0 ? [] : await findPrefixes(client);
    return own;
  };
  const names = createRested(find, { leastMs: leastRestMs });
  const sizes: Queues['sizes'] = async (sets = jobSets) => {
    const all = (await names()).flatMap(queue => sets.map(set => ({ queue, set })));
    const replies = await client.send(
      all.map(({ queue, set }): Command => [isList(set) ? 'llen' : 'zcard', key(queue, set)]),
    );
    return all.map((one, at) => ({ ...one, size: Number(replies[at]) }));
  };
  return {
    ...{ names, key, sizes },
    notes: () => (others.length > 0 ? [noteOf(prefix, others)] : []),
    async version() {
      const last = (await names()).map((queue): Command => lastEvent(key(queue, 'events')));
      const ids = (await client.send(last)).map(idOfEvent);
      return JSON.stringify([ids, (await sizes()).map(({ size }) => size)]);
    },
  };
}

export function lastEvent(key: string): Command {
  return ['xrevrange', key, '+', '-', 'COUNT', 1];
}

export function idOfEvent(reply: unknown): string {
  return String([reply].flat(2)[0]);
}

function noteOf(prefix: string, others: readonly string[]): string {
  const names = others.slice(0, 5).map(name => sanitizeLine(name));
  return `no queue has the prefix ${prefix}; others have ${names.join(', ')}: write #${names[0]} after the address`;
}

async function scanKeys(client: RedisClient, pattern: string): Promise<readonly string[]> {
  const keys = new Set<string>();
  let cursor = '0';
  do {
    const [reply] = await client.send([
      ['scan', cursor, 'MATCH', pattern, 'COUNT', mostAtOnce, 'TYPE', 'hash'],
    ]);
    const [next, found]: readonly unknown[] = Array.isArray(reply) ? reply : [];
    cursor = String(next ?? '0');
    for (const key of textsOf(found)) keys.add(key);
  } while (cursor !== '0');
  return [...keys];
}

async function findPrefixes(client: RedisClient): Promise<readonly string[]> {
  const keys = await scanKeys(client, '*:*:meta');
  return [...new Set(keys.map(key => key.split(':').slice(0, -2).join(':')))].sort();
}
