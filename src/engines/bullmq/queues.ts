import { randomUUID } from 'node:crypto';
import type { StoreCheck } from '../../contract/target-info.ts';
import type { Command, RedisClient } from '../../drivers/redis/redis-client.ts';
import { InspectorError, thrownMessage } from '../../model/errors.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { createRested } from '../kit/rested.ts';
import { isList, type Job, type JobSet, jobSets } from './job-row.ts';

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

/** The fields that a hash has. */
export function toFields(names: readonly string[], reply: unknown): Job['fields'] {
  const values: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return Object.fromEntries(
    names.flatMap((name, at) => (typeof values[at] === 'string' ? [[name, values[at]] as const] : [])),
  );
}

type QueueSet = {
  readonly queue: string;
  readonly set: JobSet;
  readonly size: number;
  readonly event: string;
};

const leastRestMs = 5_000;

export type Queues = ReturnType<typeof createQueues>;

/** The queues of a prefix. Nothing lists them but their keys, all of which are passed to find them. */
export function createQueues({ send }: RedisClient, prefix: string) {
  let note: readonly string[] = [];
  const empty = new Map<string, string>();
  const key = (...parts: readonly [queue: string, ...of: string[]]) => [prefix, ...parts].join(':');
  const find = async () => {
    const all = await scanQueues(send);
    const own = all.filter(queue => queue.prefix === prefix).map(({ name }) => name);
    const others = new Set(own.length > 0 ? [] : all.map(queue => sanitizeLine(queue.prefix)));
    // A node of a cluster that does not hold the prefix says which one does.
    if (own.length === 0 && (others.size === 0 || prefix.includes('{')))
      await send([['exists', key('meta')]]);
    note = others.size === 0 ? [] : [noteOf(prefix, [...others].sort())];
    return own.sort();
  };
  /** The names of the queues, sorted. */
  const names = createRested(find, { leastMs: leastRestMs });
  /** The id of the last event of a queue: every change of a job is an event. */
  const lastEvent = async (queue: string) => {
    const [reply] = await send([['xrevrange', key(queue, 'events'), '+', '-', 'COUNT', 1]]);
    return String([reply].flat(2)[0] ?? '');
  };
  return {
    ...{ send, prefix, names, key, lastEvent },
    /** Names the prefixes that there are, where no queue has the one that was asked for. */
    notes: () => note,
    /** What the hashes with these keys have of these fields. */
    async fields(keys: readonly string[], wanted: readonly string[]): Promise<readonly Job['fields'][]> {
      const replies = await send(keys.map((key): Command => ['hmget', key, ...wanted]));
      return replies.map(reply => toFields(wanted, reply));
    },
    /** How many jobs each set of each queue has. */
    async sizes(sets: readonly JobSet[] = jobSets): Promise<readonly QueueSet[]> {
      const queues = await names();
      const all = queues.flatMap((queue, at) => sets.map(set => ({ queue, set, at })));
      // Events come first: what happens meanwhile is newer than they are.
      const [last, sizes] = await Promise.all([
        Promise.all(queues.map(lastEvent)),
        send(all.map(({ queue, set }) => [isList(set) ? 'llen' : 'zcard', key(queue, set)])),
      ]);
      return all.map(({ queue, set, at }, n) => {
        const one = { queue, set, size: Number(sizes[n]), event: last[at] ?? '' };
        if (one.size === 0 && one.event !== '') empty.set(key(queue, set), one.event);
        else empty.delete(key(queue, set));
        return one;
      });
    },
    /** The last event before a set was found empty, if it was when it was last counted. */
    emptyAt: (queue: string, set: JobSet) => empty.get(key(queue, set)),
  };
}

function noteOf(prefix: string, [first = '', ...others]: readonly string[]): string {
  const shown = [first, ...others.slice(0, 4)].join(', ');
  return `no queue has the prefix ${prefix}; others have ${shown}: write #${first} after the address`;
}

async function scanQueues(send: RedisClient['send']) {
  const keys = new Set<string>();
  let cursor = '0';
  do {
    const scan: Command = ['scan', cursor, 'MATCH', '*:*:meta', 'COUNT', mostAtOnce, 'TYPE', 'hash'];
    const [next, found]: readonly unknown[] = (await send([scan])).flat(1);
    cursor = String(next ?? '0');
    for (const key of textsOf(found)) keys.add(key);
  } while (cursor !== '0');
  return [...keys].map(key => {
    const parts = key.split(':');
    return { prefix: parts.slice(0, -2).join(':'), name: parts.at(-2) ?? '' };
  });
}

type Commands = Readonly<Record<string, Command>>;

/** Asked for a key that is not there, where each of them leaves everything as it is. */
const reading = (key: string): Commands => ({
  ...{ type: ['type', key], exists: ['exists', key], llen: ['llen', key], zcard: ['zcard', key] },
  ...{ zscore: ['zscore', key, 1], lpos: ['lpos', key, 1], lrange: ['lrange', key, 0, 0] },
  ...{ zrange: ['zrange', key, 0, 0], zrevrangebyscore: ['zrevrangebyscore', key, 1, 0] },
  ...{ hmget: ['hmget', key, 1], hgetall: ['hgetall', key], hstrlen: ['hstrlen', key, 1] },
  ...{ xrange: ['xrange', key, '-', '+'], xrevrange: ['xrevrange', key, '+', '-'] },
  ...{ hscan: ['hscan', key, 0], sscan: ['sscan', key, 0] },
});
const acting = (key: string): Commands => ({
  ...{
    info: ['info', 'server'],
    evalsha: ['evalsha', '0'.repeat(40), 0],
    del: ['del', key],
    hdel: ['hdel', key, 1],
  },
  ...{ lrem: ['lrem', key, 0, 1], zrem: ['zrem', key, 1], srem: ['srem', key, 1] },
});

/** What `targets test` says of a server: a user may be refused single commands. */
export async function checkServer({ send, names, key, prefix }: Queues): Promise<StoreCheck> {
  const queues = await names();
  const missing = key(`runlens-${randomUUID()}`);
  const ask = async (command: Command) => (await send([command]).catch(ignoreRefused))?.[0];
  const refusedOf = async (commands: Commands) => {
    const all = Object.entries(commands).map(async ([name, command]) =>
      (await isRefused(send([command]))) ? [name] : [],
    );
    return (await Promise.all(all)).flat();
  };
  const asked = Date.now();
  const time = textsOf(await ask(['time']));
  const answered = Date.now();
  const [info, metas, reads, acts] = await Promise.all([
    ask(['info', 'server']),
    Promise.all(queues.map(queue => ask(['hmget', key(queue, 'meta'), 'version']))),
    refusedOf(reading(missing)),
    refusedOf(acting(missing)),
  ]);
  const own = new Set(metas.flatMap(textsOf).map(text => text.replace(/^bullmq:/, 'BullMQ ')));
  const at = Number(time[0]) * 1_000 + Number(time[1]) / 1_000;
  return {
    versions: [...serverVersion(String(info ?? '')), ...[...own].sort()],
    tables: queues.map(queue => `${prefix}:${queue}`),
    rights: { read: reads.length === 0, act: acts.length === 0, refused: [...reads, ...acts] },
    ...(time.length === 0 ? {} : { clockSkewMs: Math.round(at - (asked + answered) / 2) }),
  };
}

function serverVersion(info: string): readonly string[] {
  const [, valkey] = /^valkey_version:(\S+)/m.exec(info) ?? [];
  const [, redis] = /^redis_version:(\S+)/m.exec(info) ?? [];
  return valkey ? [`Valkey ${valkey}`] : redis ? [`Redis ${redis}`] : [];
}

/** By the rights of the user, or by a replica. Another error comes of the command, which was allowed. */
async function isRefused(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(
    () => false,
    (error: unknown) => {
      const { cause } = error instanceof InspectorError ? error : {};
      if (!/^[A-Z]{2,} /.test(thrownMessage(cause))) throw error;
      return /^(NOPERM|READONLY) /.test(thrownMessage(cause));
    },
  );
}

function ignoreRefused(error: unknown): undefined {
  if (error instanceof InspectorError && error.kind === 'auth') return undefined;
  throw error;
}
