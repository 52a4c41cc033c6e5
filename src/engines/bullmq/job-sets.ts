import { comesAfter, compareIds, type Place } from '../../contract/lists/run-order.ts';
import type { RunStatus } from '../../model/status.ts';
import { firstAfter } from '../kit/run-source.ts';
import { changedAt, isFinished, isList, type Job, type JobSet, runIdOf, statusOf } from './job-row.ts';
import { mostAtOnce, pairsOf, type Queues, textsOf } from './queues.ts';

/** A job of a set, with its place in the list. */
export type Entry = Place & { readonly job: Pick<Job, 'queue' | 'id' | 'set' | 'dueAt'> };

/** The entries of a set, a part at a time; of those not read yet, none has changed after `bound`. */
type ReadPart = () => Promise<{ readonly entries: readonly Entry[]; readonly bound: number }>;

type OpenSet = {
  readonly queue: string;
  readonly set: JobSet;
  readonly after?: Place;
  /** How many are read at first. */
  readonly size: number;
  /** The id of the queue's last event, read once for all its sets. */
  readonly lastEvent: () => Promise<string>;
};

type Scored = Entry & { readonly score: number; readonly status: RunStatus };
export type WholeSets = (
  queue: string,
  set: JobSet,
  lastEvent?: () => Promise<string>,
) => Promise<readonly Scored[]>;

const [allRead, anything] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** Entries of several sets in the order of the list, at most `size` at first, then `laterSize` at a time. */
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

/** Reads a set no further than a list needs, and not at all one that has been empty since the last event. */
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

/** Scored by when they finished, so that it is read from its end, or from the place where a page begins. */
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
 * Jobs are put at the left, those that go first (`lifo`, or taken back) at the right: the older they are, the
 * further from both ends. Jobs that came back with an older time wait for it.
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

/** A part of a set that is read whole. */
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
 * Sets that are scored by when jobs are due, or by priority: only all of them tell which changed last. A job
 * that has kept its score has not changed; nothing has changed in a queue without a new event.
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

/** What tells when a job has changed, and its status where its set does not. */
const changeFields: Partial<Record<JobSet, readonly string[]>> = {
  delayed: ['timestamp', 'processedOn', 'atm', 'attemptsMade', 'ats'],
  failed: ['finishedOn', 'failedReason'],
};

/** Jobs with their places and statuses; those that are gone are left out. */
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

/** The lower bits of the score of a delayed job are a counter. */
export function toDueAt(set: JobSet, score: unknown): number | undefined {
  return set === 'delayed' ? Math.floor(Number(score) / 4_096) : undefined;
}
