import type { Place } from '../../contract/lists/run-order.ts';
import type { RunStore, StatusCounts } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { type Command, createRedisClient, type RedisClient } from '../../drivers/redis/redis-client.ts';
import { isRecord } from '../../model/is-record.ts';
import type { RunStatus } from '../../model/status.ts';
import { defineStore, type EngineParts } from '../kit/define-store.ts';
import { firstWithin } from '../kit/first-within.ts';
import { createRested } from '../kit/rested.ts';
import { type RunGroup, toCounts } from '../kit/row-lists.ts';
import { createStatusTest, type ScanBudget } from '../kit/run-source.ts';
import { createActs } from './job-acts.ts';
import {
  isFinished,
  type Job,
  type JobSet,
  jobSets,
  parseRunId,
  setStatuses,
  toJobSummary,
} from './job-row.ts';
import { createJobSets, type Entry, type JobSets, mergeSets, toDueAt, toFields } from './job-sets.ts';
import { type Child, type JobEvent, type JobReader, jobParts, mostChildren, mostLogs } from './job-work.ts';
import { createQueues, mostAtOnce, pairsOf, type Queues, textsOf } from './queues.ts';

export type BullmqStoreOptions = {
  /** `redis://…` or `rediss://…`, with the password; the prefix of the keys follows `#`. */
  readonly place: string;
  readonly target: TargetInfo;
  /** The project whose `bullmq` acts. */
  readonly projectFolder: string;
  readonly secretVariables?: readonly string[];
  readonly budget?: ScanBudget;
};

type Server = {
  readonly client: RedisClient;
  readonly queues: Queues;
  readonly sets: JobSets;
  readonly prefix: string;
};

const pollMs = 500;

/** Opens the queues of a prefix. Connects when something is read. */
export async function openBullmqStore(options: BullmqStoreOptions): Promise<RunStore> {
  const { place, target, projectFolder, secretVariables = [], budget } = options;
  const [url = '', hash = ''] = place.split('#');
  const prefix = decodeURIComponent(hash) || 'bull';
  const client = createRedisClient({ url, location: target.location });
  const queues = createQueues(client, prefix);
  const server: Server = { client, queues, sets: createJobSets(client, queues), prefix };
  const parts: EngineParts<Job> = {
    ...jobParts(createReader(server)),
    runs: toRuns(server),
    find: id => findJob(server, id, { isWhole: true }),
    summary: toJobSummary,
    counts: () => countJobs(server),
    groups: createRested(() => groupJobs(server), {}),
    notes: queues.notes,
    version: queues.version,
    pollMs,
    close: async () => client.close(),
    ...createActs({ url, prefix, projectFolder, secretVariables }, queues.names),
  };
  return defineStore(target, parts, budget);
}

/** Only the sets that may hold what a query's statuses ask for are read; all else is left to the matcher. */
function toRuns(server: Server): EngineParts<Job>['runs'] {
  return {
    order: 'lastChange',
    search: query => {
      const isWanted = createStatusTest(query);
      const sets = jobSets.filter(set =>
        setStatuses[set].some(status => isWanted({ status, statusRaw: set })),
      );
      return {
        rest: query,
        read: options => readJobs(server, sets, options),
        total: async () => (await server.queues.sizes(sets)).reduce((sum, { size }) => sum + size, 0),
      };
    },
  };
}

type Reading = { readonly after?: Place; readonly wanted?: number; readonly signal?: AbortSignal };

const batchSize = 200;

/** In batches, the last changed first. */
async function* readJobs(
  server: Server,
  names: readonly JobSet[],
  { after, wanted = batchSize, signal }: Reading,
): AsyncGenerator<readonly Job[]> {
  const size = Math.min(mostAtOnce, Math.max(wanted, 1));
  const queues = await server.queues.names();
  const sets = queues.flatMap(queue => names.map(set => server.sets.open({ queue, set, after, size })));
  for await (const entries of mergeSets(sets, { after, size, laterSize: batchSize })) {
    signal?.throwIfAborted();
    yield await readRows(server, entries);
  }
}

/** What a list needs of a job's hash. */
const listFields = [
  ...['name', 'timestamp', 'processedOn', 'finishedOn', 'atm', 'attemptsMade', 'ats'],
  ...['failedReason', 'stacktrace', 'opts', 'parentKey', 'rjk'],
];

async function readRows(server: Server, entries: readonly Entry[]): Promise<readonly Job[]> {
  const { client, queues, prefix } = server;
  const active = entries.filter(({ set }) => set === 'active');
  const [hashes, locks] = await Promise.all([
    client.send(
      entries.map(({ queue, jobId }): Command => ['hmget', queues.key(queue, jobId), ...listFields]),
    ),
    client.send(active.map(({ queue, jobId }): Command => ['exists', queues.key(queue, jobId, 'lock')])),
  ]);
  const locked = new Set(active.filter((_, at) => locks[at] === 1));
  const jobs = entries.map((entry, at) => {
    const { queue, set, dueAt, jobId, id } = entry;
    const fields = toFields(listFields, hashes[at]);
    // It went on while the list was read.
    if (fields.finishedOn !== undefined && !isFinished(set)) return findJob(server, id);
    if (fields.timestamp === undefined) return undefined;
    const parentId = idOfKey(fields.parentKey, prefix);
    return { queue, id: jobId, set, dueAt, fields, parentId, isLocked: locked.has(entry) };
  });
  return (await Promise.all(jobs)).filter(job => job !== undefined);
}

/** The id of the run with a key such as `bull:orders:7`, of the same prefix. */
function idOfKey(key: string | undefined, prefix: string): string | undefined {
  return key?.startsWith(`${prefix}:`) ? key.slice(prefix.length + 1) : undefined;
}

/** A sorted set tells at once whether it has an id. */
const scored = ['delayed', 'prioritized', 'waiting-children', 'completed', 'failed'] as const;

/** `isWhole`: with all that the hash has. */
async function findJob(
  { client, queues, prefix }: Server,
  runId: string | undefined,
  { isWhole = false } = {},
): Promise<Job | undefined> {
  const parsed = runId === undefined ? undefined : parseRunId(runId);
  if (!parsed) return undefined;
  const { queue, id } = parsed;
  const key = queues.key(queue, id);
  // Keys of other types begin like those of jobs.
  const [type] = await client.send([['type', key]]);
  if (type !== 'hash') return undefined;
  const [hash, lock, active, ...scores] = await client.send([
    isWhole ? ['hgetall', key] : ['hmget', key, ...listFields],
    ['exists', queues.key(queue, id, 'lock')],
    ['lpos', queues.key(queue, 'active'), id],
    ...scored.map((set): Command => ['zscore', queues.key(queue, set), id]),
  ]);
  const fields = isRecord(hash)
    ? toFields(Object.keys(hash), Object.values(hash))
    : toFields(listFields, hash);
  if (fields.timestamp === undefined) return undefined;
  const at = scores.findIndex(score => score !== null);
  const set = scored[at] ?? (active === null ? 'wait' : 'active');
  const parentId = idOfKey(fields.parentKey, prefix);
  return { queue, id, set, dueAt: toDueAt(set, scores[at]), fields, parentId, isLocked: lock === 1 };
}

/** Over this many, jobs whose set does not tell their status are not counted. */
const mostCounted = 100_000;

/** By the sizes of sets; where a set holds several statuses, by what its jobs are. */
async function countJobs({ queues, sets }: Server): Promise<StatusCounts | undefined> {
  const sizes = (await queues.sizes()).filter(({ size }) => size > 0);
  const unclear = sizes.filter(({ set }) => setStatuses[set].length > 1);
  if (unclear.reduce((sum, { size }) => sum + size, 0) > mostCounted) return undefined;
  const counts: { status: RunStatus; count: number }[] = [];
  for (const { queue, set, size } of sizes) {
    const [status, other] = setStatuses[set];
    if (other === undefined) counts.push({ status, count: size });
    else counts.push(...(await sets.statuses(queue, set)).map(one => ({ status: one, count: 1 })));
  }
  return toCounts(counts);
}

/** All jobs are read for their names. */
async function groupJobs(server: Server): Promise<readonly RunGroup[]> {
  const groups = new Map<string, RunGroup>();
  for await (const jobs of readJobs(server, jobSets, {})) {
    for (const { name, status, createdAt } of jobs.map(toJobSummary)) {
      const { count = 0, lastCreatedAt = createdAt } = groups.get(`${status} ${name}`) ?? {};
      const last = Math.max(lastCreatedAt, createdAt);
      groups.set(`${status} ${name}`, { name, status, count: count + 1, lastCreatedAt: last });
    }
  }
  return [...groups.values()];
}

const partBounds = { mostItems: 100, mostBytes: 1_024 * 1_024 };

function createReader(server: Server): JobReader {
  const { client, queues } = server;
  return {
    async values(jobs) {
      const keys = jobs.slice(0, partBounds.mostItems).map(({ queue, id }) => queues.key(queue, id));
      const sizes = await client.send(keys.map(key => ['hstrlen', key, 'data']));
      const part = firstWithin([...keys.entries()], ([at]) => Number(sizes[at]), partBounds);
      const replies = await client.send(part.map(([, key]) => ['hmget', key, 'data', 'returnvalue']));
      return replies.map(reply => {
        const { data, returnvalue } = toFields(['data', 'returnvalue'], reply);
        return { data, result: returnvalue };
      });
    },
    async logs({ queue, id }) {
      const logs: string[] = [];
      for (let start = 0; start === logs.length && start < mostLogs; start += mostAtOnce) {
        const [reply] = await client.send([
          ['lrange', queues.key(queue, id, 'logs'), start, start + mostAtOnce - 1],
        ]);
        logs.push(...textsOf(reply));
      }
      return logs;
    },
    events: job => readEvents(server, job),
    children: job => readChildren(server, job),
  };
}

/** As many events as a stream keeps by default. */
const mostEvents = 10_000;

/** The stream of a queue has the events of all its jobs; its ids are times of the server. */
async function readEvents(
  { client, queues }: Server,
  { id, queue, fields }: Job,
): Promise<readonly JobEvent[]> {
  const events: JobEvent[] = [];
  let from = fields.timestamp ?? '-';
  const to = fields.finishedOn === undefined ? '+' : String(Number(fields.finishedOn) + 1_000);
  for (let read = 0; read < mostEvents; read += mostAtOnce) {
    const [reply] = await client.send([
      ['xrange', queues.key(queue, 'events'), from, to, 'COUNT', mostAtOnce],
    ]);
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

/** Those that have ended are known by their results when they are gone. */
async function readChildren(server: Server, { queue, id }: Job): Promise<readonly Child[]> {
  const key = (part: string) => server.queues.key(queue, id, part);
  const [processed, failed, ignored, open] = await server.client.send([
    ['hscan', key('processed'), 0, 'COUNT', mostChildren],
    ['zrange', key('unsuccessful'), 0, mostChildren - 1],
    ['hscan', key('failed'), 0, 'COUNT', mostChildren],
    ['sscan', key('dependencies'), 0, 'COUNT', mostChildren],
  ]);
  const scanned = (reply: unknown): unknown => (Array.isArray(reply) ? reply[1] : []);
  const results = new Map(pairsOf(scanned(processed)));
  const failures = [...textsOf(failed), ...pairsOf(scanned(ignored)).map(([child]) => child)];
  const keys = [...new Set([...results.keys(), ...failures, ...textsOf(scanned(open))])];
  return Promise.all(
    keys.slice(0, mostChildren).map(async child => ({
      key: child,
      found: await findJob(server, idOfKey(child, server.prefix)),
      result: results.get(child),
    })),
  );
}
