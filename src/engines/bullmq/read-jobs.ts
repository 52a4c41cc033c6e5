import { comesAfter, compareIds, type Place } from '../../contract/lists/run-order.ts';
import { changedAt, isFinished, type Job, listFields, runIdOf, toFields } from './job-row.ts';
import { createQueues, isList, type JobSet, mostAtOnce, type Queues, scoresOf, textsOf } from './job-sets.ts';
import type { Command, RedisClient } from './redis-client.ts';

/** A job of a set, with its place in the list. */
type Entry = Pick<Job, 'queue' | 'set' | 'dueAt'> & { readonly jobId: string } & Place;

/** The entries of a set, a part at a time; of those not read yet, none has changed after `bound`. */
type Part = { readonly entries: readonly Entry[]; readonly bound: number };

type Reading = {
  readonly sets: readonly JobSet[];
  readonly after?: Place;
  /** How many are wanted at first. */
  readonly wanted?: number;
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
  const find = createFinder(client, queues);
  return {
    ...{ client, queues, prefix, find },
    async *read({ sets, after, wanted = batchSize, signal }) {
      const size = Math.min(mostAtOnce, Math.max(wanted, 1));
      const names = await queues.names();
      const open = names.flatMap(queue =>
        sets.map(set => openSet({ client, queues, times, queue, set, after, size })),
      );
      const merge = createMerge(open, after);
      for (let most = size; ; most = batchSize) {
        signal?.throwIfAborted();
        const next = await merge(most);
        if (next.length === 0) return;
        yield await readRows(next);
      }
    },
  };

  async function readRows(entries: readonly Entry[]): Promise<readonly Job[]> {
    const replies = await client.send(
      entries.flatMap(({ queue, jobId }): Command[] => [
        ['hmget', queues.key(queue, jobId), ...listFields],
        ['exists', queues.key(queue, jobId, 'lock')],
      ]),
    );
    const jobs = entries.map(async ({ queue, set, dueAt, jobId: id }, at) => {
      const fields = toFields(listFields, replies[at * 2]);
      // It went on while the list was read.
      if (fields.finishedOn !== undefined && !isFinished(set)) return find(queue, id);
      if (fields.timestamp === undefined) return undefined;
      return { queue, id, set, dueAt, fields, isLocked: replies[at * 2 + 1] === 1 };
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
  readonly queue: string;
  readonly set: JobSet;
  readonly after?: Place;
  readonly size: number;
};

function openSet(options: OpenSet): () => Promise<Part> {
  const { set } = options;
  if (isFinished(set)) return openFinished(options);
  return isList(set) ? openList(options) : openUnordered(options);
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
      entries: scores.map(([jobId, createdAt]) => toEntry({ queue, set, jobId, createdAt })),
      bound: isEnd ? allRead : (last ?? allRead),
    };
  };
}

/**
 * Whatever changed last is at the left, but for jobs that go first (`lifo`), at the right: of these only the
 * last 1,000 are in their place. Jobs that came back with an older time wait for it.
 */
function openList({ queues, queue, set, times, client, size }: OpenSet): () => Promise<Part> {
  const key = queues.key(queue, set);
  let start = 0;
  return async () => {
    const most = start === 0 ? size : mostAtOnce;
    const ends: Command[] = [['lrange', key, start, start + most - 1]];
    if (start === 0) ends.push(['lrange', key, -most, -1]);
    const [left = [], right = []] = (await client.send(ends)).map(textsOf);
    start += left.length;
    const isLeft = new Set(left);
    const known = await times(left.map(jobId => ({ queue, set, jobId })));
    const others = await times(right.filter(id => !isLeft.has(id)).map(jobId => ({ queue, set, jobId })));
    return {
      entries: [...known, ...others],
      bound: left.length < most ? allRead : (known.at(-1)?.createdAt ?? anything),
    };
  };
}

/** Scored by when they are due, or by their priority: only all of them tell which changed last. */
function openUnordered({ client, queues, queue, set, times }: OpenSet): () => Promise<Part> {
  const key = queues.key(queue, set);
  let start = 0;
  return async () => {
    const [reply] = await client.send([['zrange', key, start, start + mostAtOnce - 1, 'WITHSCORES']]);
    const scores = scoresOf(reply);
    start += scores.length;
    const entries = await times(
      scores.map(([jobId, score]) => ({
        queue,
        set,
        jobId,
        score,
        ...(set === 'delayed' ? { dueAt: toDueAt(score) } : {}),
      })),
    );
    return { entries, bound: scores.length < mostAtOnce ? allRead : anything };
  };
}

/** The lower bits of the score are a counter. */
function toDueAt(score: number): number {
  return Math.floor(score / 4_096);
}

type Timeless = Pick<Entry, 'queue' | 'set' | 'jobId' | 'dueAt'> & { readonly score?: number };
type Times = (jobs: readonly Timeless[]) => Promise<readonly Entry[]>;

/** Over this bound the oldest times are read again. */
const mostTimes = 200_000;

/** When jobs that have not finished last changed: kept as long as they keep their place. */
function createTimes(client: RedisClient, queues: Queues): Times {
  const kept = new Map<string, number>();
  const keyOf = ({ queue, set, jobId, score }: Timeless) => `${queue}:${set}:${score ?? ''}:${jobId}`;
  return async jobs => {
    // An active job may have been started again since.
    const unknown = jobs.filter(job => job.set === 'active' || !kept.has(keyOf(job)));
    const replies = await client.send(
      unknown.map(({ queue, jobId }) => ['hmget', queues.key(queue, jobId), ...timeFields]),
    );
    unknown.forEach((job, at) => {
      const time = changedAt(toFields(timeFields, replies[at]));
      if (time > 0) kept.set(keyOf(job), time);
    });
    const entries = jobs.flatMap(({ score: _, ...job }, at) => {
      const original = jobs[at];
      const createdAt = original && kept.get(keyOf(original));
      return createdAt === undefined ? [] : [toEntry({ ...job, createdAt })];
    });
    for (const key of kept.keys()) {
      if (kept.size <= mostTimes) break;
      kept.delete(key);
    }
    return entries;
  };
}

const timeFields = ['timestamp', 'processedOn'] as const;

function toEntry(entry: Omit<Entry, 'id'>): Entry {
  return { ...entry, id: runIdOf({ queue: entry.queue, id: entry.jobId }) };
}

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
