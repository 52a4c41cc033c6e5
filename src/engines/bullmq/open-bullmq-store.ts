import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { createRedisClient } from '../../drivers/redis/redis-client.ts';
import { isRecord } from '../../model/is-record.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import { newestMessages } from '../../model/run.ts';
import { defineStore, type EngineParts, type RunDetails } from '../kit/define-store.ts';
import { createStatusTest, type PayloadOptions, type ScanBudget } from '../kit/run-source.ts';
import { createJobCounts, createJobGroups } from './count-jobs.ts';
import { createActs } from './job-acts.ts';
import {
  canceledReason,
  errorOf,
  type Job,
  parseRunId,
  payloadOf,
  statusOf,
  timeOf,
  toJobSummary,
} from './job-row.ts';
import { jobSets, setStatuses, watchQueues } from './queues.ts';
import { createJobStore, type JobStore } from './read-jobs.ts';
import { readLogs, readWork } from './read-work.ts';

export type BullmqStoreOptions = {
  /** `redis://…` or `rediss://…`, with the password; the prefix of the keys follows `#`. */
  readonly place: string;
  readonly target: TargetInfo;
  /** The project whose `bullmq` acts. */
  readonly projectFolder: string;
  readonly secretVariables?: readonly string[];
  readonly budget?: ScanBudget;
};

const lacks = {
  fields: ['actor', 'project', 'model', 'service', 'cost', 'messages', 'steps', 'step'],
  reason: 'BullMQ keeps no',
} as const;

/** Opens the queues of a prefix. Connects when something is read. */
export async function openBullmqStore(options: BullmqStoreOptions): Promise<RunStore> {
  const { place, target, projectFolder, secretVariables = [], budget } = options;
  const [url = '', hash = ''] = place.split('#');
  const prefix = decodeURIComponent(hash) || 'bull';
  const redis = { url, location: target.location };
  const client = createRedisClient(redis);
  const store = createJobStore(client, prefix);
  const parts: EngineParts<Job> = {
    lacks,
    runs: toRuns(store),
    find: async id => {
      const parsed = parseRunId(id);
      return parsed && store.find(parsed.queue, parsed.id);
    },
    summary: job => toJobSummary(job, prefix),
    payloads: (jobs, options) => readPayloads(store, jobs, options),
    details: job => readDetails(store, job),
    work: job => readWork(store, job),
    counts: createJobCounts(store),
    groups: createJobGroups(store),
    notes: () => store.queues.notes(),
    changes: (signal, hasRead) => watchQueues(createRedisClient(redis), store.queues, signal, hasRead),
    close: async () => client.close(),
  };
  const acts = createActs({ url, prefix, projectFolder, secretVariables }, store.queues.names);
  return defineStore(target, { ...parts, ...acts }, budget);
}

/** Only the sets that may hold what a query's statuses ask for are read; all else is left to the matcher. */
function toRuns(store: JobStore): EngineParts<Job>['runs'] {
  return {
    order: 'lastChange',
    search: query => {
      const isWanted = createStatusTest(query);
      const sets = jobSets.filter(set =>
        setStatuses[set].some(status => isWanted({ status, statusRaw: set })),
      );
      return {
        rest: query,
        read: options => store.read({ sets, ...options }),
        total: async () => (await store.queues.sizes(sets)).reduce((sum, { size }) => sum + size, 0),
      };
    },
  };
}

const [mostJobs, mostBytes] = [100, 1_024 * 1_024];

/** The payloads of the first jobs, so many that they can be read at once. */
async function readPayloads(
  store: JobStore,
  jobs: readonly Job[],
  { withLogs }: PayloadOptions,
): Promise<readonly Payloads[]> {
  const { client, queues } = store;
  const keys = jobs.slice(0, mostJobs).map(({ queue, id }) => queues.key(queue, id));
  const sizes = await client.send(keys.map(key => ['hstrlen', key, 'data']));
  let bytes = 0;
  const end = sizes.findIndex((size, at) => {
    bytes += Number(size);
    return at > 0 && bytes > mostBytes;
  });
  const part = end < 0 ? keys : keys.slice(0, end);
  const values = await client.send(part.map(key => ['hmget', key, 'data', 'returnvalue']));
  return Promise.all(
    jobs.slice(0, part.length).map(async (job, at) => {
      const [data, returned]: readonly unknown[] = [values[at]].flat();
      return {
        input: payloadOf(data),
        output: payloadOf(returned),
        error: errorOf(job, statusOf(job))?.value,
        ...(withLogs ? { logs: newestMessages(await readLogs(store, job)) } : {}),
      };
    }),
  );
}

const shownElsewhere = ['data', 'returnvalue', 'stacktrace', 'failedReason', 'name'];

async function readDetails({ client, queues, prefix }: JobStore, job: Job): Promise<RunDetails> {
  const { queue, id, set, isLocked, fields } = job;
  const [reply] = await client.send([['hgetall', queues.key(queue, id)]]);
  const hash: Readonly<Record<string, unknown>> = isRecord(reply) ? reply : {};
  const [input, output, error] = [
    payloadOf(hash.data),
    payloadOf(hash.returnvalue),
    errorOf(job, statusOf(job)),
  ];
  const raw = Object.entries(hash).filter(([name]) => !shownElsewhere.includes(name));
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(fields.failedReason === canceledReason && set === 'failed'
      ? { cancel: { requestedAt: timeOf(fields.finishedOn) ?? 0, outcome: canceledReason } }
      : {}),
    raw: {
      ...{ prefix, queue, jobId: id, set },
      ...(set === 'active' && !isLocked ? { stranded: strandedReason } : {}),
      ...Object.fromEntries(raw.map(([name, text]) => [name, toRawValue(String(text))])),
    },
  };
}

function toRawValue(text: string): unknown {
  return /^[[{]/.test(text) ? (tryParseJson(text) ?? text) : text;
}

const strandedReason =
  'no worker holds its lock: one that starts on this queue takes it up again after its check for stalled jobs (30 s)';
