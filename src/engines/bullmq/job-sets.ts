import type { RunStatus } from '../../model/status.ts';
import type { Command, RedisClient } from './redis-client.ts';

/** The lists and sorted sets of a queue; the one that an id is in is the state of its job. */
export type JobSet = keyof typeof setStatuses;

/** What a job in each of them can be, by its hash. Older versions keep jobs of paused queues in `paused`. */
export const setStatuses = {
  active: ['running'],
  wait: ['queued'],
  paused: ['queued'],
  prioritized: ['queued'],
  delayed: ['queued', 'sleeping', 'running'],
  'waiting-children': ['waiting'],
  completed: ['success'],
  failed: ['failed', 'canceled'],
} as const satisfies Readonly<Record<string, readonly RunStatus[]>>;

export const jobSets = Object.keys(setStatuses).filter(isJobSet);

function isJobSet(name: string): name is JobSet {
  return Object.hasOwn(setStatuses, name);
}

export function isList(set: JobSet): boolean {
  return set === 'active' || set === 'wait' || set === 'paused';
}

/** The most elements that one command may ask for: a server does nothing else meanwhile. */
export const mostAtOnce = 1_000;

export function textsOf(reply: unknown): readonly string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}

/** Members of a sorted set with their scores. */
export function scoresOf(reply: unknown): readonly (readonly [id: string, score: number])[] {
  const texts = textsOf(reply);
  return texts.flatMap((id, at) => (at % 2 === 0 ? [[id, Number(texts[at + 1])] as const] : []));
}

export type Queues = {
  /** The names of the queues, sorted. */
  readonly names: () => Promise<readonly string[]>;
  /** The key of something of a queue. */
  readonly key: (queue: string, ...parts: readonly string[]) => string;
  /** How many jobs each set of each queue has. */
  readonly sizes: (sets?: readonly JobSet[]) => Promise<readonly QueueSet[]>;
};

export type QueueSet = { readonly queue: string; readonly set: JobSet; readonly size: number };

/** Looking for queues passes every key of the database: the time that it takes is 1% of the time between. */
const restShare = 100;
const leastRestMs = 5_000;

/** The queues of a prefix. Nothing lists them but their keys. */
export function createQueues(client: RedisClient, prefix: string): Queues {
  let found: Promise<readonly string[]> | undefined;
  let staleAt = 0;
  const look = async () => {
    const start = performance.now();
    const keys = await scanKeys(client, `${prefix.replace(/[\\*?[\]]/g, '\\$&')}:*:meta`);
    const end = performance.now();
    staleAt = end + Math.max(leastRestMs, (end - start) * restShare);
    return keys
      .map(key => key.slice(prefix.length + 1, -':meta'.length))
      .filter(name => !name.includes(':'))
      .sort();
  };
  const names = async () => {
    if (found === undefined || performance.now() > staleAt) {
      staleAt = Number.POSITIVE_INFINITY;
      found = look();
      found.catch(() => {
        found = undefined;
      });
    }
    return found;
  };
  const key: Queues['key'] = (...parts) => [prefix, ...parts].join(':');
  return {
    names,
    key,
    async sizes(sets = jobSets) {
      const all = (await names()).flatMap(queue => sets.map(set => ({ queue, set })));
      const commands = all.map(
        ({ queue, set }): Command => [isList(set) ? 'llen' : 'zcard', key(queue, set)],
      );
      const sizes = await client.send(commands);
      return all.map((one, at) => ({ ...one, size: Number(sizes[at]) }));
    },
  };
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

/** The prefixes of the queues in a database, where there are none of the one that was asked for. */
export async function otherPrefixes(client: RedisClient): Promise<readonly string[]> {
  const keys = await scanKeys(client, '*:*:meta');
  return [...new Set(keys.map(key => key.split(':').slice(0, -2).join(':')))].sort();
}
