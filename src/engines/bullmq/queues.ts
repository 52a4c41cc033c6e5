import { randomUUID } from 'node:crypto';
import { comesAfter, compareIds, type Place } from '../../contract/lists/run-order.ts';
import type { StoreCheck } from '../../contract/target-info.ts';
import type { Command, RedisClient } from '../../drivers/redis/redis-client.ts';
import { InspectorError, thrownMessage } from '../../model/errors.ts';
import type { RunStatus } from '../../model/status.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { createCachedRead } from '../kit/cached-read.ts';
import { firstAfter } from '../kit/run-source.ts';
import {
  changedAt,
  isFinished,
  isList,
  type Job,
  type JobSet,
  jobSets,
  runIdOf,
  statusOf,
} from './job-row.ts';

/** The most elements that one command may ask for: a server does nothing else meanwhile. */
export const mostAtOnce = 1_000;

export function textsOf(reply: unknown): readonly string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}

/** The members of a hash, or those of a sorted set with their scores. */
export function pairsOf(reply: unknown): readonly (readonly [string, string])[] {
  const texts = textsOf(reply);
  return texts.flatMap((text, at) => (at % 2 === 0 ? [[text, texts[at + 1] ?? ''] as const] : []));
}

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

const leastCachedMs = 5_000;

export type Queues = ReturnType<typeof createQueues>;

/** Finds the queues of a prefix by passing over all keys: nothing else lists them. */
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
  const names = createCachedRead(find, { leastMs: leastCachedMs });
  /** Every change of a job is an event. */
  const lastEvent = async (queue: string) => {
    const [reply] = await send([['xrevrange', key(queue, 'events'), '+', '-', 'COUNT', 1]]);
    return String([reply].flat(2)[0] ?? '');
  };
  return {
    ...{ send, prefix, names, key, lastEvent },
    notes: () => note,
    async fields(keys: readonly string[], wanted: readonly string[]): Promise<readonly Job['fields'][]> {
      const replies = await send(keys.map((key): Command => ['hmget', key, ...wanted]));
      return replies.map(reply => toFields(wanted, reply));
    },
    async paused(some: readonly string[]): Promise<ReadonlySet<string>> {
      const metas = await this.fields(
        some.map(queue => key(queue, 'meta')),
        ['paused'],
      );
      return new Set(some.filter((_, at) => metas[at]?.paused !== undefined));
    },
    async sizes(sets: readonly JobSet[] = jobSets): Promise<readonly QueueSet[]> {
      const queues = await names();
      const all = queues.flatMap((queue, at) => sets.map(set => ({ queue, set, at })));
      // Events are read first: what happens meanwhile is newer than they are.
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
    /** The last event before the set was found empty; `undefined` if it was not empty when last counted. */
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

/** Commands for a missing key `K`, which leave everything as it is. */
const [reading, acting] = [
  `type K, exists K, llen K, zcard K, zscore K 1, lpos K 1, lrange K 0 0, zrange K 0 0, zrevrangebyscore K 1 0,
    hmget K 1, hgetall K, hstrlen K 1, xrange K - +, xrevrange K + -, hscan K 0, sscan K 0`,
  `info server, evalsha ${'0'.repeat(40)} 0, del K, hdel K 1, lrem K 0 1, zrem K 1, srem K 1`,
] as const;

export async function checkServer({ send, names, key, prefix }: Queues): Promise<StoreCheck> {
  const queues = await names();
  const missing = key(`runlens-${randomUUID()}`);
  const ask = async (command: Command) => (await send([command]).catch(ignoreRefused))?.[0];
  const refusedOf = async (commands: string) => {
    const all = commands.split(/,\s+/).map(async text => {
      const [name = '', ...args] = text.split(' ');
      const command: Command = [name, ...args.map(arg => (arg === 'K' ? missing : arg))];
      return (await isRefused(send([command]))) ? [name] : [];
    });
    return (await Promise.all(all)).flat();
  };
  const asked = Date.now();
  const time = textsOf(await ask(['time']));
  const answered = Date.now();
  const [info, metas, reads, acts] = await Promise.all([
    ask(['info', 'server']),
    Promise.all(queues.map(queue => ask(['hmget', key(queue, 'meta'), 'version']))),
    refusedOf(reading),
    refusedOf(acting),
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

/** Refused by the user's rights or by a replica; any other error came from the command, which was allowed. */
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

export type Entry = Place & { readonly job: Pick<Job, 'queue' | 'id' | 'set' | 'dueAt'> };

/** Reads the next part of a set. No unread entry has changed after `bound`. */
type ReadPart = () => Promise<{ readonly entries: readonly Entry[]; readonly bound: number }>;

type OpenSet = {
  readonly queue: string;
  readonly set: JobSet;
  readonly after?: Place;
  readonly size: number;
  readonly lastEvent: () => Promise<string>;
};

type Scored = Entry & { readonly score: number; readonly status: RunStatus };
export type WholeSets = (
  queue: string,
  set: JobSet,
  lastEvent?: () => Promise<string>,
) => Promise<readonly Scored[]>;

const [allRead, anything] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** In the order of the list, at most `size` at first, then `laterSize` at a time. */
export async function* mergeSets(
  sets: readonly ReadPart[],
  { after, size, laterSize }: Pick<OpenSet, 'after' | 'size'> & { readonly laterSize: number },
): AsyncGenerator<readonly Entry[]> {
  const known = new Set<string>();
  const open = sets.map(read => ({ read, bound: anything }));
  const waiting: Entry[] = [];
  for (let most = size; ; ) {
    const edge = waiting[most - 1]?.createdAt ?? allRead;
    const blocking = open.filter(({ bound }) => bound > allRead && bound >= edge);
    if (blocking.length === 0) {
      const next = waiting.splice(0, most);
      if (next.length === 0) return;
      yield next;
      most = laterSize;
      continue;
    }
    const parts = await Promise.all(blocking.map(({ read }) => read()));
    for (const [at, { entries, bound }] of parts.entries()) {
      Object.assign(blocking[at] ?? {}, { bound });
      for (const entry of entries) {
        if (known.has(entry.id) || !comesAfter(entry, after)) continue;
        known.add(entry.id);
        waiting.push(entry);
      }
    }
    waiting.sort(compareEntries);
  }
}

function compareEntries(a: Place, b: Place): number {
  return b.createdAt - a.createdAt || compareIds(b.id, a.id);
}

/** A page often needs only a few more; a long search soon reads as many as it may. */
function nextSize(size: number): number {
  return Math.min(mostAtOnce, size * 4);
}

/** Reads a set only as far as a list needs, and not at all if it has been empty since the last event. */
export function openSet(queues: Queues, whole: WholeSets, open: OpenSet): ReadPart {
  const { queue, set, lastEvent } = open;
  const read = isFinished(set)
    ? openFinished(queues, open)
    : isList(set)
      ? openList(queues, open)
      : openWhole(whole, open);
  const emptyAt = queues.emptyAt(queue, set);
  if (emptyAt === undefined) return read;
  return async () => ((await lastEvent()) === emptyAt ? { entries: [], bound: allRead } : read());
}

/** Scored by the time of finishing, so read from the end, or from where the page begins. */
function openFinished({ send, key }: Queues, { queue, set, after, size }: OpenSet): ReadPart {
  let [max, offset, most] = [after?.createdAt, 0, size];
  return async () => {
    const range = [max ?? '+inf', '-inf', 'WITHSCORES', 'LIMIT', offset, most];
    const [reply] = await send([['zrevrangebyscore', key(queue, set), ...range]]);
    const entries = pairsOf(reply).map(
      ([id, score]): Entry => ({
        ...{ createdAt: Number(score), id: runIdOf({ queue, id }), job: { queue, set, id } },
      }),
    );
    const last = entries.at(-1)?.createdAt;
    const equal = entries.filter(({ createdAt }) => createdAt === last).length;
    const bound = last === undefined || entries.length < most ? allRead : last;
    [max, offset, most] = [last, last === max ? offset + equal : equal, nextSize(most)];
    return { entries, bound };
  };
}

/**
 * Jobs are pushed at the left, those that go first (`lifo`, or taken back) at the right: the further from
 * both ends, the older. A job that came back with an older time waits for that time.
 */
function openList(queues: Queues, { queue, set, size }: OpenSet): ReadPart {
  const left = { read: 0, next: size, bound: anything };
  const right = { read: 0, next: size, bound: anything };
  return async () => {
    const end = right.bound > left.bound ? right : left;
    const most = end.next;
    end.next = nextSize(most);
    const [from, to] = [end.read, end.read + most - 1];
    const range = end === left ? [from, to] : [-to - 1, -from - 1];
    const [reply] = await queues.send([['lrange', queues.key(queue, set), ...range]]);
    const ids = textsOf(reply).map(id => [id, 0] as const);
    end.read += ids.length;
    const entries = await readEntries(queues, { queue, set }, end === left ? ids : ids.reverse());
    end.bound = entries.at(-1)?.createdAt ?? end.bound;
    return { entries, bound: ids.length < most ? allRead : Math.max(left.bound, right.bound) };
  };
}

function openWhole(whole: WholeSets, { queue, set, after, size, lastEvent }: OpenSet): ReadPart {
  let next: number | undefined;
  return async () => {
    const all = await whole(queue, set, lastEvent);
    const start = next ?? firstAfter(all, after, entry => entry);
    next = start + (next === undefined ? size : mostAtOnce);
    return { entries: all.slice(start, next), bound: all[next]?.createdAt ?? allRead };
  };
}

/**
 * Sets scored by due time or priority: only all of their jobs tell which changed last. A job with the same
 * score has not changed, nor has any in a queue without a new event.
 */
export function createWholeSets(queues: Queues): WholeSets {
  const kept = new Map<string, { readonly version: string; readonly entries: readonly Scored[] }>();
  return async (queue, set, lastEvent = () => queues.lastEvent(queue)) => {
    const key = queues.key(queue, set);
    const version = (await Promise.all([lastEvent(), queues.send([['zcard', key]])])).join(' ');
    const last = kept.get(key);
    if (last?.version === version) return last.entries;
    const scores = new Map<string, number>();
    for (let start = 0; start <= scores.size; start += mostAtOnce) {
      const [reply] = await queues.send([['zrange', key, start, start + mostAtOnce - 1, 'WITHSCORES']]);
      for (const [id, score] of pairsOf(reply)) scores.set(id, Number(score));
    }
    const isSame = ({ job, score }: Scored) => scores.get(job.id) === score && scores.delete(job.id);
    const entries = (last?.entries ?? []).filter(isSame);
    const others = [...scores];
    for (let start = 0; start < others.length; start += mostAtOnce)
      entries.push(...(await readEntries(queues, { queue, set }, others.slice(start, start + mostAtOnce))));
    kept.set(key, { version, entries: entries.sort(compareEntries) });
    return entries;
  };
}

const changeFields: Partial<Record<JobSet, readonly string[]>> = {
  delayed: ['timestamp', 'processedOn', 'atm', 'attemptsMade', 'ats'],
  failed: ['finishedOn', 'failedReason'],
};

async function readEntries(
  queues: Queues,
  { queue, set }: Pick<OpenSet, 'queue' | 'set'>,
  scores: readonly (readonly [id: string, score: number])[],
): Promise<readonly Scored[]> {
  const keys = scores.map(([id]) => queues.key(queue, id));
  const hashes = await queues.fields(keys, changeFields[set] ?? ['timestamp', 'processedOn']);
  const entries = hashes.map((fields, at): Scored => {
    const [id = '', score = 0] = scores[at] ?? [];
    const job = { queue, id, set, dueAt: toDueAt(set, score) };
    return { id: runIdOf(job), createdAt: changedAt(fields), job, score, status: statusOf({ set, fields }) };
  });
  return entries.filter(({ createdAt }) => createdAt > 0);
}

/** The lower 12 bits of the score of a delayed job are a counter. */
export function toDueAt(set: JobSet, score: unknown): number | undefined {
  return set === 'delayed' ? Math.floor(Number(score) / 4_096) : undefined;
}
