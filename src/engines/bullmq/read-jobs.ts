import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { comesAfter, compareIds, type Place } from '../../contract/lists/run-order.ts';
import type { Command, RedisClient } from '../../drivers/redis/redis-client.ts';
import { firstAfter } from '../kit/run-source.ts';
import { changedAt, isFinished, type Job, listFields, runIdOf, toFields } from './job-row.ts';
import { createQueues, isList, type JobSet, mostAtOnce, type Queues, scoresOf, textsOf } from './queues.ts';

/** A job of a set, with its place in the list. */
type Entry = Pick<Job, 'queue' | 'set' | 'dueAt'> & { readonly jobId: string } & Place;

/** The entries of a set, a part at a time; of those not read yet, none has changed after `bound`. */
type Part = { readonly entries: readonly Entry[]; readonly bound: number };

type Reading = {
  readonly sets: readonly JobSet[];
  readonly after?: Place;
  /** How many are wanted at first. */
  readonly wanted?: number;
  /** What is read of each job; by default what a list needs. */
  readonly fields?: readonly string[];
  readonly signal?: AbortSignal;
};

/** The jobs of all queues of a prefix. */
export type JobStore = {
  readonly client: RedisClient;
  readonly queues: Queues;
  readonly prefix: string;
  /** In batches, the last changed first. */
  readonly read: (reading: Reading) => AsyncGenerator<readonly Job[]>;
  readonly find: (queue: string, id: string) => Promise<Job | undefined>;
};

const batchSize = 200;
const allRead = Number.NEGATIVE_INFINITY;
const anything = Number.POSITIVE_INFINITY;

/** Merges the sets of all queues, none of which is read further than the list needs. */
export function createJobStore(client: RedisClient, prefix: string): JobStore {
  const queues = createQueues(client, prefix);
  const times = createTimes(client, queues);
  const whole = createWholeSets({ client, queues }, times);
  const find = createFinder(client, queues);
  return {
    ...{ client, queues, prefix, find },
    async *read({ sets, after, wanted = batchSize, fields = listFields, signal }) {
      const size = Math.min(mostAtOnce, Math.max(wanted, 1));
      const names = await queues.names();
      const open = names.flatMap(queue =>
        sets.map(set => openSet({ client, queues, times, whole, queue, set, after, size })),
      );
      const merge = createMerge(open, after);
      for (let most = size; ; most = batchSize) {
        signal?.throwIfAborted();
        const next = await merge(most);
        if (next.length === 0) return;
        yield await readRows(next, fields);
      }
    },
  };

  async function readRows(entries: readonly Entry[], names: readonly string[]): Promise<readonly Job[]> {
    const keyOf = ({ queue, jobId }: Entry) => queues.key(queue, jobId);
    const active = entries.filter(({ set }) => set === 'active');
    const [hashes, locks] = await Promise.all([
      client.send(entries.map((entry): Command => ['hmget', keyOf(entry), ...names])),
      client.send(active.map((entry): Command => ['exists', `${keyOf(entry)}:lock`])),
    ]);
    const locked = new Set(active.filter((_, at) => locks[at] === 1));
    const jobs = entries.map((entry, at) => {
      const { queue, set, dueAt, jobId: id } = entry;
      const fields = toFields(names, hashes[at]);
      // It went on while the list was read.
      if (fields.finishedOn !== undefined && !isFinished(set)) return find(queue, id);
      if (fields.timestamp === undefined) return undefined;
      return { queue, id, set, dueAt, fields, isLocked: locked.has(entry) };
    });
    return (await Promise.all(jobs)).filter(job => job !== undefined);
  }
}

/** Takes entries of several sets in the order of the list. */
function createMerge(sets: readonly (() => Promise<Part>)[], after: Place | undefined) {
  const known = new Set<string>();
  const bounds = sets.map(() => anything);
  let parts: Entry[][] = [];
  const add = ({ entries }: Part) => {
    const further = entries.filter(entry => !known.has(entry.id) && comesAfter(entry, after));
    for (const { id } of further) known.add(id);
    // The next one is at the end.
    if (further.length > 0) parts.push(further.sort((a, b) => compareEntries(b, a)));
  };
  const nextPart = () =>
    parts.reduce<Entry[] | undefined>((best, part) => (best && isFirst(best, part) ? best : part), undefined);
  return async (most: number): Promise<readonly Entry[]> => {
    const taken: Entry[] = [];
    for (;;) {
      const part = nextPart();
      const next = part?.at(-1);
      const bound = bounds.reduce((a, b) => Math.max(a, b), allRead);
      if (next && (next.createdAt > bound || bound === allRead)) {
        taken.push(next);
        part?.pop();
        if (part?.length === 0) parts = parts.filter(({ length }) => length > 0);
        if (taken.length === most) return taken;
        continue;
      }
      if (bound === allRead) return taken;
      const from = next?.createdAt ?? allRead;
      await Promise.all(
        sets.map(async (read, at) => {
          if (bounds[at] === allRead || (bounds[at] ?? allRead) < from) return;
          const part = await read();
          add(part);
          bounds[at] = part.bound;
        }),
      );
    }
  };
}

function isFirst(part: readonly Entry[], other: readonly Entry[]): boolean {
  const [one, two] = [part.at(-1), other.at(-1)];
  return one !== undefined && two !== undefined && compareEntries(one, two) <= 0;
}

function compareEntries(a: Entry, b: Entry): number {
  return b.createdAt - a.createdAt || compareIds(b.id, a.id);
}

type OpenSet = {
  readonly client: RedisClient;
  readonly queues: Queues;
  readonly times: Times;
  readonly whole: WholeSets;
  readonly queue: string;
  readonly set: JobSet;
  readonly after?: Place;
  readonly size: number;
};

function openSet(options: OpenSet): () => Promise<Part> {
  const { set } = options;
  if (isFinished(set)) return openFinished(options);
  return isList(set) ? openList(options) : openWhole(options);
}

/** Scored by when they finished, so that it is read from its end, or from the place where a page begins. */
function openFinished({ client, queues, queue, set, after, size }: OpenSet): () => Promise<Part> {
  const key = queues.key(queue, set);
  let max = after?.createdAt;
  let offset = 0;
  let most = size;
  return async () => {
    const [reply] = await client.send([
      ['zrevrangebyscore', key, max ?? '+inf', '-inf', 'WITHSCORES', 'LIMIT', offset, most],
    ]);
    const scores = scoresOf(reply);
    const last = scores.at(-1)?.[1];
    const equal = scores.filter(([, score]) => score === last).length;
    offset = last === max ? offset + equal : equal;
    max = last;
    const isEnd = scores.length < most;
    most = mostAtOnce;
    return {
      entries: scores.map(([jobId, createdAt]) => ({
        ...{ queue, set, jobId, createdAt },
        id: runIdOf({ queue, id: jobId }),
      })),
      bound: isEnd ? allRead : (last ?? allRead),
    };
  };
}

/**
 * What changed last is at the left, but for jobs that go first (`lifo`, or taken back), at the right: the
 * last 1,000 of these are in their place. Jobs that came back with an older time wait for it.
 */
function openList({ client, queues, times, queue, set, size }: OpenSet): () => Promise<Part> {
  const key = queues.key(queue, set);
  let start = 0;
  return async () => {
    const most = start === 0 ? size : mostAtOnce;
    const ends: Command[] = [['lrange', key, start, start + most - 1]];
    if (start === 0) ends.push(['lrange', key, -mostAtOnce, -1]);
    const [left = [], right = []] = (await client.send(ends)).map(textsOf);
    start += left.length;
    const known = await times(queue, set, left);
    const isLeft = new Set(left);
    const others = await times(
      queue,
      set,
      right.filter(id => !isLeft.has(id)),
    );
    return {
      entries: [...known, ...others],
      bound: left.length < most ? allRead : (known.at(-1)?.createdAt ?? anything),
    };
  };
}

/** A part of a set that is read whole. */
function openWhole({ whole, queue, set, after }: OpenSet): () => Promise<Part> {
  let next: number | undefined;
  return async () => {
    const all = await whole(queue, set);
    const start = next ?? firstAfter(all, after, entry => entry);
    next = start + mostAtOnce;
    return { entries: all.slice(start, next), bound: all[next]?.createdAt ?? allRead };
  };
}

type WholeSets = (queue: string, set: JobSet) => Promise<readonly Entry[]>;

/** Sets that are scored by when jobs are due, or by priority: only all of them tell which changed last. */
function createWholeSets({ client, queues }: Pick<JobStore, 'client' | 'queues'>, times: Times): WholeSets {
  const read = new Map<string, { readonly version: string; readonly entries: readonly Entry[] }>();
  return async (queue, set) => {
    const key = queues.key(queue, set);
    const version = JSON.stringify(
      await client.send([
        ['zcard', key],
        ['xrevrange', queues.key(queue, 'events'), '+', '-', 'COUNT', 1],
      ]),
    );
    const last = read.get(key);
    // Every change of a queue's jobs is an event.
    if (last?.version === version) return last.entries;
    const parts: (readonly Entry[])[] = [];
    for (let start = 0; ; start += mostAtOnce) {
      const [reply] = await client.send([['zrange', key, start, start + mostAtOnce - 1, 'WITHSCORES']]);
      const scores = scoresOf(reply);
      const entries = await times(
        queue,
        set,
        scores.map(([id]) => id),
        scores.map(([, score]) => score),
      );
      parts.push(entries.toSorted(compareEntries));
      if (scores.length < mostAtOnce) break;
    }
    const entries = await mergeParts(parts);
    read.set(key, { version, entries });
    return entries;
  };
}

/** A sort of very many in one piece would block its thread. */
async function mergeParts(parts: readonly (readonly Entry[])[]): Promise<readonly Entry[]> {
  const [first = [], second] = parts;
  if (!second) return first;
  const half = parts.length >> 1;
  const [one, two] = [await mergeParts(parts.slice(0, half)), await mergeParts(parts.slice(half))];
  await yieldToEventLoop();
  const merged: Entry[] = [];
  let at = 0;
  for (const entry of one) {
    for (let other = two[at]; other && compareEntries(other, entry) < 0; other = two[at]) {
      merged.push(other);
      at += 1;
    }
    merged.push(entry);
  }
  return [...merged, ...two.slice(at)];
}

/** The lower bits of the score are a counter. */
function toDueAt(score: number): number {
  return Math.floor(score / 4_096);
}

/** Jobs with their places; those that are gone are left out. A score is of each, or of none. */
type Times = (
  queue: string,
  set: JobSet,
  ids: readonly string[],
  scores?: readonly number[],
) => Promise<readonly Entry[]>;

/** Over this bound the times of a set are read again. */
const mostTimes = 200_000;

/** When jobs that have not finished last changed: kept as long as they keep their place. */
function createTimes(client: RedisClient, queues: Queues): Times {
  const kept = new Map<string, Map<string, { readonly score: number; readonly time: number }>>();
  return async (queue, set, ids, scores = []) => {
    const key = queues.key(queue, set);
    const times = kept.get(key) ?? new Map();
    if (times.size > mostTimes) times.clear();
    kept.set(key, times);
    const scoreOf = (at: number) => scores[at] ?? 0;
    // An active job may have been started again since.
    const isKnown = (id: string, at: number) => set !== 'active' && times.get(id)?.score === scoreOf(at);
    const unknown = [...ids.keys()].filter(at => !isKnown(ids[at] ?? '', at));
    const replies = await client.send(
      unknown.map((at): Command => ['hmget', queues.key(queue, ids[at] ?? ''), ...timeFields]),
    );
    for (const [index, at] of unknown.entries()) {
      const time = changedAt(toFields(timeFields, replies[index]));
      times.set(ids[at] ?? '', { score: scoreOf(at), time });
    }
    return ids.flatMap((jobId, at): Entry[] => {
      const createdAt = times.get(jobId)?.time ?? 0;
      if (createdAt === 0) return [];
      const dueAt = set === 'delayed' ? toDueAt(scoreOf(at)) : undefined;
      return [{ queue, set, jobId, dueAt, createdAt, id: runIdOf({ queue, id: jobId }) }];
    });
  };
}

const timeFields = ['timestamp', 'processedOn'] as const;

/** A sorted set tells at once whether it has an id. */
const scored = ['delayed', 'prioritized', 'waiting-children', 'completed', 'failed'] as const;

function createFinder(client: RedisClient, queues: Queues): JobStore['find'] {
  return async (queue, id) => {
    const key = queues.key(queue, id);
    // Keys of other types begin like those of jobs.
    const [type] = await client.send([['type', key]]);
    if (type !== 'hash') return undefined;
    const [hash, lock, active, ...scores] = await client.send([
      ['hmget', key, ...listFields],
      ['exists', queues.key(queue, id, 'lock')],
      ['lpos', queues.key(queue, 'active'), id],
      ...scored.map((set): Command => ['zscore', queues.key(queue, set), id]),
    ]);
    const fields = toFields(listFields, hash);
    if (fields.timestamp === undefined) return undefined;
    const at = scores.findIndex(score => score !== null);
    const set = scored[at] ?? (active === null ? 'wait' : 'active');
    const dueAt = set === 'delayed' ? toDueAt(Number(scores[at])) : undefined;
    return { queue, id, set, dueAt, fields, isLocked: lock === 1 };
  };
}
