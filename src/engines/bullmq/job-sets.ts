import { comesAfter, compareIds, type Place } from '../../contract/lists/run-order.ts';
import type { Command, RedisClient } from '../../drivers/redis/redis-client.ts';
import type { RunStatus } from '../../model/status.ts';
import { firstAfter } from '../kit/run-source.ts';
import { changedAt, isFinished, type Job, type JobSet, runIdOf, statusOf } from './job-row.ts';
import { idOfEvent, isList, lastEvent, mostAtOnce, pairsOf, type Queues, textsOf } from './queues.ts';

/** A job of a set, with its place in the list. */
export type Entry = Pick<Job, 'queue' | 'set' | 'dueAt'> & { readonly jobId: string } & Place;

/** The entries of a set, a part at a time; of those not read yet, none has changed after `bound`. */
type Part = { readonly entries: readonly Entry[]; readonly bound: number };
type ReadPart = () => Promise<Part>;

type OpenSet = {
  readonly queue: string;
  readonly set: JobSet;
  readonly after?: Place;
  /** How many are read at first. */
  readonly size: number;
};

export type JobSets = {
  readonly open: (set: OpenSet) => ReadPart;
  /** How many jobs of a set have which status. */
  readonly statuses: (queue: string, set: JobSet) => Promise<readonly RunStatus[]>;
};

const [allRead, anything] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** Entries of several sets in the order of the list, at most `size` at first, then `laterSize` at a time. */
export async function* mergeSets(
  sets: readonly ReadPart[],
  { after, size, laterSize }: { readonly after?: Place; readonly size: number; readonly laterSize: number },
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
    const parts = await Promise.all(
      blocking.map(async set => {
        const { entries, bound } = await set.read();
        set.bound = bound;
        return entries;
      }),
    );
    for (const entry of parts.flat()) {
      if (known.has(entry.id) || !comesAfter(entry, after)) continue;
      known.add(entry.id);
      waiting.push(entry);
    }
    waiting.sort(compareEntries);
  }
}

function compareEntries(a: Entry, b: Entry): number {
  return b.createdAt - a.createdAt || compareIds(b.id, a.id);
}

/** Reads the sets of queues, none of which further than a list needs. */
export function createJobSets(client: RedisClient, queues: Queues): JobSets {
  const whole = createWholeSets(client, queues);
  return {
    open: set => {
      if (isFinished(set.set)) return openFinished(client, queues, set);
      return isList(set.set) ? openList(client, queues, set) : openWhole(whole, set);
    },
    statuses: async (queue, set) => (await whole(queue, set)).map(({ status }) => status),
  };
}

/** Scored by when they finished, so that it is read from its end, or from the place where a page begins. */
function openFinished(client: RedisClient, queues: Queues, { queue, set, after, size }: OpenSet): ReadPart {
  const key = queues.key(queue, set);
  let [max, offset, most] = [after?.createdAt, 0, size];
  return async () => {
    const [reply] = await client.send([
      ['zrevrangebyscore', key, max ?? '+inf', '-inf', 'WITHSCORES', 'LIMIT', offset, most],
    ]);
    const entries = pairsOf(reply).map(
      ([jobId, score]): Entry => ({
        queue,
        set,
        jobId,
        createdAt: Number(score),
        id: runIdOf({ queue, id: jobId }),
      }),
    );
    const last = entries.at(-1)?.createdAt;
    const equal = entries.filter(({ createdAt }) => createdAt === last).length;
    offset = last === max ? offset + equal : equal;
    const isEnd = entries.length < most;
    [max, most] = [last, mostAtOnce];
    return { entries, bound: isEnd ? allRead : (last ?? allRead) };
  };
}

/**
 * Jobs are put at the left, those that go first (`lifo`, or taken back) at the right: the older they are, the
 * further from both ends. Jobs that came back with an older time wait for it.
 */
function openList(client: RedisClient, queues: Queues, { queue, set, size }: OpenSet): ReadPart {
  const ends = [
    { read: 0, bound: anything, range: (from: number, to: number) => [from, to] },
    { read: 0, bound: anything, range: (from: number, to: number) => [-to - 1, -from - 1] },
  ];
  return async () => {
    const end = ends.reduce((one, other) => (other.bound > one.bound ? other : one));
    const most = end.read === 0 ? size : mostAtOnce;
    const range = end.range(end.read, end.read + most - 1);
    const [reply] = await client.send([['lrange', queues.key(queue, set), ...range]]);
    const ids = textsOf(reply);
    end.read += ids.length;
    const scores = ids.map(id => [id, 0] as const);
    const entries = await readEntries(
      client,
      queues,
      { queue, set },
      end === ends[0] ? scores : scores.reverse(),
    );
    end.bound = entries.at(-1)?.createdAt ?? end.bound;
    const isWhole = ids.length < most;
    return { entries, bound: isWhole ? allRead : Math.max(...ends.map(({ bound }) => bound)) };
  };
}

/** A part of a set that is read whole. */
function openWhole(whole: WholeSets, { queue, set, after, size }: OpenSet): ReadPart {
  let next: number | undefined;
  return async () => {
    const all = await whole(queue, set);
    const start = next ?? firstAfter(all, after, entry => entry);
    next = start + (next === undefined ? size : mostAtOnce);
    return { entries: all.slice(start, next), bound: all[next]?.createdAt ?? allRead };
  };
}

type Scored = Entry & { readonly score: number; readonly status: RunStatus };
type WholeSets = (queue: string, set: JobSet) => Promise<readonly Scored[]>;

/**
 * Sets that are scored by when jobs are due, or by priority: only all of them tell which changed last. A job
 * that has kept its score has not changed; every change of a queue's jobs is an event.
 */
function createWholeSets(client: RedisClient, queues: Queues): WholeSets {
  const kept = new Map<string, { readonly version: string; readonly entries: readonly Scored[] }>();
  return async (queue, set) => {
    const key = queues.key(queue, set);
    const [size, event] = await client.send([['zcard', key], lastEvent(queues.key(queue, 'events'))]);
    const version = `${size} ${idOfEvent(event)}`;
    const last = kept.get(key);
    if (last?.version === version) return last.entries;
    const scores = new Map<string, number>();
    for (let start = 0; start <= scores.size; start += mostAtOnce) {
      const [reply] = await client.send([['zrange', key, start, start + mostAtOnce - 1, 'WITHSCORES']]);
      for (const [id, score] of pairsOf(reply)) scores.set(id, Number(score));
    }
    const entries = (last?.entries ?? []).filter(({ jobId, score }) => {
      const isSame = scores.get(jobId) === score;
      if (isSame) scores.delete(jobId);
      return isSame;
    });
    const others = [...scores];
    for (let start = 0; start < others.length; start += mostAtOnce) {
      const part = others.slice(start, start + mostAtOnce);
      entries.push(...(await readEntries(client, queues, { queue, set }, part)));
    }
    entries.sort(compareEntries);
    kept.set(key, { version, entries });
    return entries;
  };
}

/** What tells when a job has changed, and its status where its set does not. */
const changeFields: Partial<Record<JobSet, readonly string[]>> = {
  delayed: ['timestamp', 'processedOn', 'atm', 'attemptsMade', 'ats'],
  failed: ['finishedOn', 'failedReason'],
};

/** Jobs with their places and statuses; those that are gone are left out. */
async function readEntries(
  client: RedisClient,
  queues: Queues,
  { queue, set }: Pick<OpenSet, 'queue' | 'set'>,
  scores: readonly (readonly [id: string, score: number])[],
): Promise<readonly Scored[]> {
  const names = changeFields[set] ?? ['timestamp', 'processedOn'];
  const replies = await client.send(
    scores.map(([id]): Command => ['hmget', queues.key(queue, id), ...names]),
  );
  return scores.flatMap(([jobId, score], at): Scored[] => {
    const fields = toFields(names, replies[at]);
    const createdAt = changedAt(fields);
    if (createdAt === 0) return [];
    const place = { createdAt, id: runIdOf({ queue, id: jobId }), dueAt: toDueAt(set, score) };
    return [{ queue, set, jobId, score, status: statusOf({ set, fields }), ...place }];
  });
}

/** The lower bits of the score of a delayed job are a counter. */
export function toDueAt(set: JobSet, score: unknown): number | undefined {
  return set === 'delayed' ? Math.floor(Number(score) / 4_096) : undefined;
}

export function toFields(names: readonly string[], reply: unknown): Job['fields'] {
  const values: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return Object.fromEntries(
    names.flatMap((name, at) => (typeof values[at] === 'string' ? [[name, values[at]] as const] : [])),
  );
}
