import { pollChanges } from '../../async/poll-changes.ts';
import { sleep } from '../../async/sleep.ts';
import type { Change } from '../../contract/run-store.ts';
import type { Command, RedisClient } from '../../drivers/redis/redis-client.ts';
import type { RunStatus } from '../../model/status.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';

/** The lists and sorted sets of a queue; the one that an id is in is the state of its job. */
export type JobSet = keyof typeof setStatuses;

/** What a job in each of them can be, by its hash. Older versions keep jobs of paused queues in `paused`. */
export const setStatuses = {
  active: ['running'],
  wait: ['queued'],
  paused: ['queued'],
  prioritized: ['queued'],
  delayed: ['queued', 'sleeping'],
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
  /** Names the prefixes that there are, where no queue has the one that was asked for. */
  readonly notes: () => readonly string[];
  /** The key of something of a queue. */
  readonly key: (queue: string, ...parts: readonly string[]) => string;
  /** How many jobs each set of each queue has. */
  readonly sizes: (sets?: readonly JobSet[]) => Promise<readonly QueueSet[]>;
};

export type QueueSet = { readonly queue: string; readonly set: JobSet; readonly size: number };

/** Work that reads very much is done again after so many times the time that it took. */
const restShare = 100;

/** The last answer, for a while. */
export function createRested<T>(work: () => Promise<T>, leastMs: number): () => Promise<T> {
  let last: Promise<T> | undefined;
  let staleAt = 0;
  return async () => {
    if (last === undefined || performance.now() > staleAt) {
      const start = performance.now();
      staleAt = Number.POSITIVE_INFINITY;
      last = work().finally(() => {
        const end = performance.now();
        staleAt = end + Math.max(leastMs, (end - start) * restShare);
      });
      last.catch(() => {
        last = undefined;
      });
    }
    return last;
  };
}

const leastRestMs = 5_000;

/** The queues of a prefix. Nothing lists them but their keys, all of which are passed to find them. */
export function createQueues(client: RedisClient, prefix: string): Queues {
  let others: readonly string[] = [];
  const names = createRested(async () => {
    const keys = await scanKeys(client, `${prefix.replace(/[\\*?[\]]/g, '\\$&')}:*:meta`);
    const found = keys.map(key => key.slice(prefix.length + 1, -':meta'.length));
    const own = found.filter(name => !name.includes(':')).sort();
    others = own.length > 0 ? [] : await findPrefixes(client);
    return own;
  }, leastRestMs);
  const key: Queues['key'] = (...parts) => [prefix, ...parts].join(':');
  return {
    names,
    key,
    notes: () => (others.length > 0 ? [noteOf(prefix, others)] : []),
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

/** How long one command waits for an event; meanwhile nothing else goes over its connection. */
const blockMs = 2_000;
/** Events that come together are one change. */
const restMs = 150;

/**
 * Waits for the events of all queues on a connection of its own. Each time it ends, the last events and the
 * sizes of the sets say whether something has changed, so that no gap in the events is missed.
 */
export async function* watchQueues(
  client: RedisClient,
  queues: Queues,
  signal: AbortSignal,
  hasRead: () => boolean,
): AsyncGenerator<Change> {
  let last: ReadonlyMap<string, string> | undefined;
  const end = () => client.close();
  signal.addEventListener('abort', end, { once: true });
  if (hasRead()) yield { type: 'changed' };
  try {
    yield* pollChanges(readVersion, { pollMs: restMs }, signal);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }

  async function readVersion(): Promise<string> {
    const before = last;
    last = undefined;
    if (before) await waitForEvent(client, queues, before, signal);
    const names = await queues.names();
    const replies = await client.send(
      names.map((queue): Command => ['xrevrange', queues.key(queue, 'events'), '+', '-', 'COUNT', 1]),
    );
    last = new Map(names.map((queue, at) => [queue, lastIdOf(replies[at])]));
    return JSON.stringify([...last, (await queues.sizes()).map(({ size }) => size)]);
  }
}

async function waitForEvent(
  client: RedisClient,
  queues: Queues,
  last: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<void> {
  if (last.size === 0) return sleep(blockMs, signal);
  const keys = [...last.keys()].map(queue => queues.key(queue, 'events'));
  await client.send([['xread', 'COUNT', 1, 'BLOCK', blockMs, 'STREAMS', ...keys, ...last.values()]]);
}

function lastIdOf(reply: unknown): string {
  const entry: unknown = Array.isArray(reply) ? reply[0] : undefined;
  return Array.isArray(entry) ? String(entry[0]) : '0-0';
}
