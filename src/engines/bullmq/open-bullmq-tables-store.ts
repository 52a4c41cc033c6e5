import * as v from 'valibot';
import type { RunStore } from '../../contract/run-store.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import { newestMessages, type RunSummary } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { epochMs, postgresFlavor } from '../../query-sql/sql-flavor.ts';
import { joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { anyText } from '../../query-sql/text-sql.ts';
import { defineStore } from '../kit/define-store.ts';
import {
  type DatabaseStoreOptions,
  type EngineDatabase,
  type EngineSchema,
  openEngineDatabase,
  postgresRuns,
} from '../kit/engine-database.ts';
import type { PayloadOptions, Signal } from '../kit/run-source.ts';
import type { SqlTable } from '../kit/sql-runs.ts';
import type { Work } from '../kit/work-items.ts';
import { createActs } from './job-acts.ts';
import {
  canceledReason,
  errorOf,
  type Job,
  originOption,
  parseRunId,
  payloadOf,
  runIdOf,
  statusOf,
  toJobSummary,
  unnamed,
} from './job-row.ts';
import { jobSets } from './queues.ts';
import { addEvent, childItem, type Execution, handlerItems, toLogs } from './read-work.ts';

type TablesOptions = DatabaseStoreOptions & {
  /** The project whose `bullmq` acts. */
  readonly projectFolder: string;
  readonly secretVariables?: readonly string[];
};

const known = { table: 'job', columns: ['queue', 'seq', 'added_at_ms', 'attempts_started', 'pending_deps'] };
const lacks = {
  fields: ['actor', 'project', 'model', 'service', 'cost', 'messages', 'steps', 'step'],
  reason: 'BullMQ keeps no',
} as const;

/** Opens the tables of BullMQ in a PostgreSQL database. Connects when something is read. */
export async function openBullmqTablesStore(options: TablesOptions): Promise<RunStore> {
  const { place, isForeign = false, target, projectFolder, secretVariables = [], budget, pollMs } = options;
  const database = openEngineDatabase({ engine: 'bullmq', known, place, isForeign });
  const [url = '', hash = ''] = place.split('#');
  const schema = decodeURIComponent(hash) || 'bullmq';
  return defineStore<Job>(
    target,
    {
      ...postgresRuns(database, {
        row: jobSchema,
        table: async options => toTable(await database.schema(options)),
        placeOf: job => ({ createdAt: Number(job.fields.timestamp), id: runIdOf(job) }),
        statuses: stateStatuses,
      }),
      lacks,
      summary: toSummary,
      payloads: (jobs, options) => loadPayloads(database, jobs, options),
      raw: ({ queue, id, set, fields }) => ({ queue, jobId: id, set, ...fields, stacktrace: undefined }),
      work: (job, options) => readWork(database, job, options),
      version: async options => (await readOne(database, versionSql, options)) ?? '',
      pollMs,
      ...createActs({ url, prefix: schema, projectFolder, secretVariables }, () => readQueues(database, {})),
    },
    budget,
  );
}

/** The states of jobs, told apart as far as their status needs it. */
const stateStatuses = {
  wait: 'queued',
  prioritized: 'queued',
  delayed: 'queued',
  retrying: 'queued',
  sleeping: 'sleeping',
  active: 'running',
  'waiting-children': 'waiting',
  completed: 'success',
  failed: 'failed',
  canceled: 'canceled',
} as const satisfies Readonly<Record<string, RunStatus>>;

const setSql = sql`(CASE WHEN j.state = 'waiting' THEN CASE WHEN j.priority > 0 THEN 'prioritized' ELSE 'wait' END
  ELSE j.state::text END)`;
const stateSql = sql`(CASE WHEN j.state = 'delayed' THEN CASE WHEN j.attempts_made > 0 THEN 'retrying' WHEN j.attempts_started > 0 THEN 'sleeping' ELSE 'delayed' END
  WHEN j.state = 'failed' AND j.failed_reason = ${canceledReason} THEN 'canceled' ELSE ${setSql} END)`;
const nameSql = sql`(CASE WHEN j.name IN ('', ${unnamed}) THEN j.queue ELSE j.queue || '/' || j.name END)`;

const text = v.nullable(v.string());
const columnsSchema = v.object({
  ...{
    queue: v.string(),
    id: v.string(),
    set: v.picklist(jobSets),
    state: v.string(),
    due: v.nullable(v.number()),
    locked: v.boolean(),
  },
  ...{
    name: v.string(),
    timestamp: text,
    processedOn: text,
    finishedOn: text,
    atm: text,
    ats: text,
    pb: text,
  },
  ...{ failedReason: text, stacktrace: text, opts: text, parentKey: text, rjk: text },
});

/** A row in the form in which the hash of a job in Redis is. */
const jobSchema = v.pipe(
  columnsSchema,
  v.transform(({ queue, id, set, due, locked, ...columns }): Job => {
    const fields = Object.entries(columns).filter((entry): entry is [string, string] => entry[1] !== null);
    return {
      ...{ queue, id, set, isLocked: locked, fields: Object.fromEntries(fields) },
      ...(due === null ? {} : { dueAt: due }),
    };
  }),
);

const select = sql`j.queue, j.id, ${setSql} AS set, ${stateSql} AS state, j.name, j.added_at_ms::text AS timestamp,
  CASE WHEN j.state = 'delayed' THEN j.process_at_ms END AS due, coalesce(j.locked_until_ms > extract(epoch FROM now()) * 1000, false) AS locked,
  j.processed_at_ms::text AS "processedOn", j.finished_at_ms::text AS "finishedOn", j.attempts_made::text AS atm,
  nullif(j.attempts_started, 0)::text AS ats, j.processed_by AS pb, j.failed_reason AS "failedReason", j.stacktrace::text,
  j.opts::text, CASE WHEN j.parent_id IS NOT NULL THEN concat(j.parent_queue, ':', j.parent_id) END AS "parentKey", j.scheduler_id AS rjk`;

/** No index is on times over all queues, so a page orders what its filter leaves. */
function toTable({ table }: EngineSchema): SqlTable {
  return {
    flavor: postgresFlavor,
    select,
    from: sql`${table('job')} j`,
    name: sql`${nameSql} COLLATE "C"`,
    state: stateSql,
    id: raw(`(j.queue || ':' || j.id) COLLATE "C"`),
    hasId(id) {
      const own = parseRunId(id);
      return own && sql`j.queue = ${own.queue} AND j.id = ${own.id}`;
    },
    columns: {
      kind: 'workflow',
      id: anyText(raw('j.id')),
      name: anyText(raw('j.name')),
      createdAt: epochMs(raw('j.added_at_ms')),
      finishedAt: epochMs(raw('j.finished_at_ms')),
      errorSummary: sql`(j.failed_reason IS NOT NULL AND ${stateSql} NOT IN ('completed', 'canceled'))`,
      retryOf: anyText(sql`j.opts ->> ${originOption}`),
      ...{ actor: null, project: null, models: null, services: null },
      ...{ costUsd: null, messageCount: null, stepCount: null },
    },
  };
}

/** Listed by creation: the tables can be sorted. */
function toSummary(job: Job): RunSummary {
  const { changedAt: _, parentId: __, ...summary } = toJobSummary(job, '');
  return {
    ...summary,
    statusRaw: job.fields.state ?? job.set,
    ...(job.fields.parentKey === undefined ? {} : { parentId: job.fields.parentKey }),
  };
}

/** How many payloads are read at once. */
const mostJobs = 50;
const payloadSchema = v.object({ queue: v.string(), id: v.string(), data: text, result: text });

async function loadPayloads(
  database: EngineDatabase,
  jobs: readonly Job[],
  options: PayloadOptions,
): Promise<readonly Payloads[]> {
  const { table } = await database.schema(options);
  const part = jobs.slice(0, mostJobs);
  const keys = joinSql(
    part.map(({ queue, id }) => sql`(${queue}, ${id})`),
    ', ',
  );
  const statement = sql`SELECT j.queue, j.id, j.data::text, j.return_value::text AS result FROM ${table('job')} j WHERE (j.queue, j.id) IN (${keys})`;
  const rows = await database.read(payloadSchema, statement, options);
  const found = new Map(rows.map(row => [runIdOf(row), row]));
  return Promise.all(
    part.map(async job => {
      const { data, result } = found.get(runIdOf(job)) ?? {};
      const logs = options.withLogs ? await readLogs(database, job, options) : [];
      return {
        ...{ input: payloadOf(data), output: payloadOf(result), error: errorOf(job, statusOf(job))?.value },
        ...(options.withLogs ? { logs: newestMessages(logs) } : {}),
      };
    }),
  );
}

const logSchema = v.object({ row: v.string() });

async function readLogs(database: EngineDatabase, job: Job, options: Signal) {
  const { table } = await database.schema(options);
  const statement = sql`SELECT l.row FROM ${table('job_log')} l WHERE l.queue = ${job.queue} AND l.job_id = ${job.id} ORDER BY l.idx LIMIT 10000`;
  return toLogs(
    job,
    (await database.read(logSchema, statement, options)).map(({ row }) => row),
  );
}

const eventSchema = v.object({ at: v.number(), event: v.string(), delay: v.nullable(v.string()) });
const childSchema = v.object({ key: v.string(), status: v.string(), result: text });

async function readWork(database: EngineDatabase, job: Job, options: Signal): Promise<Work> {
  const { queue, id, fields } = job;
  const { table } = await database.schema(options);
  const events = sql`SELECT e.created_at_ms AS at, e.event, e.data ->> 'delay' AS delay FROM ${table('event')} e
    WHERE e.queue = ${queue} AND e.data ->> 'jobId' = ${id} ORDER BY e.id`;
  const executions: Execution[] = [];
  for (const { at, ...event } of await database.read(eventSchema, events, options))
    addEvent(executions, at, event);
  const dependencies = sql`SELECT d.child_key AS key, d.status::text, d.value::text AS result FROM ${table('job_dependency')} d
    WHERE d.parent_queue = ${queue} AND d.parent_id = ${id} ORDER BY d.child_key LIMIT 1000`;
  const children = await database.read(childSchema, dependencies, options);
  const statement = sql`SELECT ${select} FROM ${table('job')} j WHERE j.parent_queue = ${queue} AND j.parent_id = ${id}`;
  const found = new Map((await database.read(jobSchema, statement, options)).map(one => [runIdOf(one), one]));
  const items = children.map(({ key, status, result }) =>
    childItem({
      ...{ key, found: found.get(key), createdAt: Number(fields.timestamp) },
      ...(status === 'processed' && result !== null ? { result } : {}),
    }),
  );
  return {
    items: [...handlerItems(job, executions), ...items],
    logs: await readLogs(database, job, options),
  };
}

const oneSchema = v.object({ value: text });

async function readOne(
  database: EngineDatabase,
  statement: (schema: EngineSchema) => Sql,
  options: Signal,
): Promise<string | undefined> {
  const [row] = await database.read(oneSchema, statement(await database.schema(options)), options);
  return row?.value ?? undefined;
}

/** Every change of a job is an event; they are numbered over all queues. */
const versionSql = ({ table }: EngineSchema) =>
  sql`SELECT concat(max(e.id), ' ', count(*)) AS value FROM (SELECT max(id) AS id FROM ${table('event')} GROUP BY queue) e`;

async function readQueues(database: EngineDatabase, options: Signal): Promise<readonly string[]> {
  const { table } = await database.schema(options);
  const statement = sql`SELECT DISTINCT m.queue AS value FROM ${table('meta')} m ORDER BY 1`;
  return (await database.read(oneSchema, statement, options)).flatMap(({ value }) => value ?? []);
}
