import type { Place } from '../../contract/lists/run-order.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { type StatusCounts, toCounts } from '../../contract/workflow-info.ts';
import { type Command, createRedisClient } from '../../drivers/redis/redis-client.ts';
import { isRecord } from '../../model/is-record.ts';
import type { RunSummary } from '../../model/run.ts';
import { createCachedRead } from '../kit/cached-read.ts';
import { schemaOfPlace } from '../kit/database-place.ts';
import { defineStore, type EngineParts } from '../kit/define-store.ts';
import { firstWithin, partBounds } from '../kit/run-search.ts';
import { createStatusTest } from '../kit/run-source.ts';
import { groupRuns } from '../kit/scan-counts.ts';
import { type BullmqOptions, createActs } from './job-acts.ts';
import {
  type Child,
  isFinished,
  isList,
  isUntaken,
  type Job,
  type JobEvent,
  type JobReader,
  type JobSet,
  jobParts,
  jobSets,
  mostChildren,
  mostLogs,
  parseRunId,
  setStatuses,
  toJobSummary,
} from './job-row.ts';
import {
  checkServer,
  createQueues,
  createWholeSets,
  type Entry,
  mergeSets,
  mostAtOnce,
  openSet,
  pairsOf,
  type Queues,
  textsOf,
  toDueAt,
  toFields,
  type WholeSets,
} from './queues.ts';

const pollMs = 500;

export async function openBullmqStore(options: BullmqOptions): Promise<RunStore> {
  const { place, target, budget } = options;
  const prefix = schemaOfPlace(place) || 'bull';
  const client = createRedisClient({ url: place.replace(/#.*/s, ''), location: target.location });
  const queues = createQueues(client, prefix);
  const whole = createWholeSets(queues);
  const kept: KeptJobs = new Map();
  const summaries = new WeakMap<Job, RunSummary>();
  const read: ReadJobs = (sets, reading) => readJobs({ queues, whole, kept }, sets, reading);
  const parts: EngineParts<Job> = {
    ...jobParts(createReader(queues)),
    runs: toRuns(queues, read),
    find: id => findJob(queues, id, { isWhole: true }),
    summary(job) {
      const summary = summaries.get(job) ?? toJobSummary(job);
      summaries.set(job, summary);
      return summary;
    },
    counts: () => countJobs(queues, whole),
    groups: createCachedRead(() => groupRuns(read(jobSets, {}), toJobSummary)),
    notes: queues.notes,
    version: async () => JSON.stringify(await queues.sizes()),
    pollMs,
    check: () => checkServer(queues),
    close: async () => client.close(),
    ...createActs(options, async () => prefix, queues.names),
  };
  return defineStore(target, parts, budget);
}

/** Ended jobs, by their ids and ends: they change only if they begin again. */
type KeptJobs = Map<string, Job>;
type Sources = { readonly queues: Queues; readonly whole: WholeSets; readonly kept: KeptJobs };

type Reading = { readonly after?: Place; readonly wanted?: number; readonly signal?: AbortSignal };
type ReadJobs = (sets: readonly JobSet[], reading: Reading) => AsyncGenerator<readonly Job[]>;

/** Reads only those sets that may hold the query's statuses; the matcher decides all else. */
function toRuns({ sizes }: Queues, read: ReadJobs): EngineParts<Job>['runs'] {
  return {
    order: 'lastChange',
    search: query => {
      const isWanted = createStatusTest(query);
      const sets = jobSets.filter(set =>
        setStatuses[set].some(status => isWanted({ status, statusRaw: set })),
      );
      return {
        rest: query,
        read: options => read(sets, options),
        total: async () => (await sizes(sets)).reduce((sum, { size }) => sum + size, 0),
      };
    },
  };
}

const batchSize = 200;
/** Read beyond a page: the last jobs of a set wait until it is known which others have their time. */
const spare = 10;

/** Last changed first. */
async function* readJobs(
  { queues, whole, kept }: Sources,
  sets: readonly JobSet[],
  { after, wanted = batchSize, signal }: Reading,
): AsyncGenerator<readonly Job[]> {
  const size = Math.min(mostAtOnce - spare, Math.max(wanted, 1));
  const names = await queues.names();
  const open = names.flatMap(queue => {
    let event: Promise<string> | undefined;
    const lastEvent = () => (event ??= queues.lastEvent(queue));
    return sets.map(set => openSet(queues, whole, { queue, set, after, size: size + spare, lastEvent }));
  });
  for await (const entries of mergeSets(open, { after, size, laterSize: batchSize })) {
    signal?.throwIfAborted();
    yield await readRows(queues, kept, entries);
  }
}

export const listFields = [
  ...['name', 'timestamp', 'processedOn', 'finishedOn', 'atm', 'attemptsMade', 'ats'],
  ...['failedReason', 'stacktrace', 'opts', 'parentKey', 'rjk'],
];

const mostKept = 500;

async function readRows(queues: Queues, kept: KeptJobs, entries: readonly Entry[]): Promise<readonly Job[]> {
  const endOf = ({ id, createdAt }: Entry) => `${createdAt} ${id}`;
  const known = entries.map(entry => (isFinished(entry.job.set) ? kept.get(endOf(entry)) : undefined));
  const others = entries.filter((_, at) => known[at] === undefined);
  const read = await readHashes(queues, others);
  if (kept.size + others.length > mostKept) kept.clear();
  for (const [at, entry] of others.entries()) {
    const job = read[at];
    if (job && isFinished(entry.job.set)) kept.set(endOf(entry), job);
  }
  const rest = read.values();
  return known.flatMap(job => job ?? rest.next().value ?? []);
}

async function readHashes(queues: Queues, entries: readonly Entry[]): Promise<readonly (Job | undefined)[]> {
  const keys = entries.map(({ job }) => queues.key(job.queue, job.id));
  const locks = entries.map(({ job }, at) => (job.set === 'active' ? `${keys[at]}:lock` : undefined));
  const locked = locks.filter(key => key !== undefined);
  const untaken = entries.flatMap(({ job }) => (isUntaken(job.set) ? job.queue : []));
  const parents = entries.flatMap(({ job }) => (job.set === 'waiting-children' ? job : []));
  const [hashes, heldUp, held, paused] = await Promise.all([
    queues.fields(keys, listFields),
    findHeldUp(queues, parents),
    queues.send(locked.map(key => ['exists', key])),
    queues.paused([...new Set(untaken)]),
  ]);
  const jobs = entries.map(({ id, job }, at) => {
    const fields = hashes[at] ?? {};
    // The job ended while the list was read.
    if (fields.finishedOn !== undefined && !isFinished(job.set)) return findJob(queues, id);
    const isLocked = held[locked.indexOf(locks[at] ?? '')] === 1;
    const isPaused = isUntaken(job.set) && paused.has(job.queue);
    return toJob(queues, { ...job, isLocked, isPaused, isHeldUp: heldUp.has(job) }, fields);
  });
  return Promise.all(jobs);
}

type JobPlace = Pick<Job, 'queue' | 'id'>;

/** The parents that wait for a failed child, as far as it is among their first children. */
async function findHeldUp({ send, key, prefix }: Queues, parents: readonly JobPlace[]) {
  const replies = await send(
    parents.map(({ queue, id }) => ['sscan', key(queue, id, 'dependencies'), 0, 'COUNT', mostWaitedFor]),
  );
  const children = parents.flatMap((parent, at) => {
    const [, members]: readonly unknown[] = [replies[at]].flat(1);
    return textsOf(members)
      .slice(0, mostWaitedFor)
      .flatMap(text => {
        const child = parseRunId(idOfKey(text, prefix));
        return child ? [{ parent, child }] : [];
      });
  });
  const failed = await send(children.map(({ child }) => ['zscore', key(child.queue, 'failed'), child.id]));
  return new Set(children.flatMap(({ parent }, at) => (failed[at] === null ? [] : parent)));
}

const mostWaitedFor = 20;

function toJob({ prefix }: Queues, job: Omit<Job, 'fields'>, hash: Job['fields']): Job | undefined {
  if (hash.timestamp === undefined) return undefined;
  const { parentKey, ...fields } = hash;
  return { ...job, fields: parentKey ? { ...fields, parentKey: idOfKey(parentKey, prefix) } : fields };
}

/** `orders:7` of `bull:orders:7`; a key of another prefix is left as it is. */
function idOfKey(key: string, prefix: string): string {
  return key.startsWith(`${prefix}:`) ? key.slice(prefix.length + 1) : key;
}

/** Sorted sets, which tell at once whether they hold an id. */
const scored = jobSets.filter(set => !isList(set));

async function findJob(queues: Queues, runId: string, { isWhole = false } = {}): Promise<Job | undefined> {
  const { queue, id } = parseRunId(runId) ?? {};
  if (queue === undefined || id === undefined) return undefined;
  const key = queues.key(queue, id);
  // A key of another type may look like that of a job.
  const [type] = await queues.send([['type', key]]);
  if (type !== 'hash') return undefined;
  const [hash, lock, active, ...scores] = await queues.send([
    isWhole ? ['hgetall', key] : ['hmget', key, ...listFields],
    ['exists', `${key}:lock`],
    ['lpos', queues.key(queue, 'active'), id],
    ...scored.map((set): Command => ['zscore', queues.key(queue, set), id]),
  ]);
  const at = scores.findIndex(score => score !== null);
  const set = scored[at] ?? (active === null ? 'wait' : 'active');
  const isPaused = isUntaken(set) && (await queues.paused([queue])).has(queue);
  const parent = { queue, id };
  const isHeldUp = set === 'waiting-children' && (await findHeldUp(queues, [parent])).has(parent);
  const job = { queue, id, set, dueAt: toDueAt(set, scores[at]), isLocked: lock === 1, isPaused, isHeldUp };
  const [names, values] = isRecord(hash) ? [Object.keys(hash), Object.values(hash)] : [listFields, hash];
  return toJob(queues, job, toFields(names, values));
}

/** If more jobs than this have a set that does not tell their status, nothing is counted. */
const mostCounted = 100_000;

async function countJobs(queues: Queues, whole: WholeSets): Promise<StatusCounts | undefined> {
  const sizes = (await queues.sizes()).filter(({ size }) => size > 0);
  const unclear = sizes.filter(({ set }) => setStatuses[set].length > 1);
  if (unclear.reduce((sum, { size }) => sum + size, 0) > mostCounted) return undefined;
  const counts = sizes.map(async ({ queue, set, size }) => {
    const [status, other] = setStatuses[set];
    if (other === undefined) return [{ status, count: size }];
    return (await whole(queue, set)).map(entry => ({ status: entry.status, count: 1 }));
  });
  return toCounts((await Promise.all(counts)).flat());
}

function createReader(queues: Queues): JobReader {
  return {
    async values(jobs) {
      const keys = jobs.slice(0, partBounds.mostItems).map(({ queue, id }) => queues.key(queue, id));
      const sizes = await queues.send(keys.map(key => ['hstrlen', key, 'data']));
      const part = firstWithin(keys, key => Number(sizes[keys.indexOf(key)]));
      const found = await queues.fields(part, ['data', 'returnvalue']);
      return found.map(({ data, returnvalue }) => ({ data, result: returnvalue }));
    },
    async logs({ queue, id }) {
      const logs: string[] = [];
      for (let start = 0; start === logs.length && start < mostLogs; start += mostAtOnce) {
        const range = [start, start + mostAtOnce - 1];
        const [reply] = await queues.send([['lrange', queues.key(queue, id, 'logs'), ...range]]);
        logs.push(...textsOf(reply));
      }
      return logs;
    },
    events: job => readEvents(queues, job),
    children: job => readChildren(queues, job),
  };
}

/** As many events as a stream keeps by default. */
const mostEvents = 10_000;

/** A queue has one stream for the events of all its jobs; the ids in it are times of the server. */
async function readEvents({ send, key }: Queues, { id, queue, fields }: Job): Promise<readonly JobEvent[]> {
  const events: JobEvent[] = [];
  let from = fields.timestamp ?? '-';
  const to = fields.finishedOn === undefined ? '+' : String(Number(fields.finishedOn) + 1_000);
  for (let read = 0; read < mostEvents; read += mostAtOnce) {
    const [reply] = await send([['xrange', key(queue, 'events'), from, to, 'COUNT', mostAtOnce]]);
    const entries: readonly unknown[] = Array.isArray(reply) ? reply : [];
    for (const entry of entries) {
      const [entryId, members]: readonly unknown[] = Array.isArray(entry) ? entry : [];
      from = `(${String(entryId)}`;
      const { jobId, event, delay } = Object.fromEntries(pairsOf(members));
      if (jobId === id) events.push({ at: Number.parseInt(String(entryId), 10), event, delay });
    }
    if (entries.length < mostAtOnce) break;
  }
  return events;
}

/** Ended children that were removed are known by their results. */
async function readChildren(queues: Queues, { queue, id }: Job): Promise<readonly Child[]> {
  const key = (part: string) => queues.key(queue, id, part);
  const [processed, failed, ignored, open] = await queues.send([
    ['hscan', key('processed'), 0, 'COUNT', mostChildren],
    ['zrange', key('unsuccessful'), 0, mostChildren - 1],
    ['hscan', key('failed'), 0, 'COUNT', mostChildren],
    ['sscan', key('dependencies'), 0, 'COUNT', mostChildren],
  ]);
  const scanned = (reply: unknown): unknown => (Array.isArray(reply) ? reply[1] : []);
  const results = new Map(pairsOf(scanned(processed)));
  const failures = [...textsOf(failed), ...pairsOf(scanned(ignored)).map(([child]) => child)];
  const keys = [...new Set([...results.keys(), ...failures, ...textsOf(scanned(open))])];
  const children = keys.slice(0, mostChildren).map(async key => {
    const found = await findJob(queues, idOfKey(key, queues.prefix));
    return { key, found, result: results.get(key) };
  });
  return Promise.all(children);
}
