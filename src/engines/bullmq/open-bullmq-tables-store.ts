import * as v from 'valibot';
import type { RunStore } from '../../contract/run-store.ts';
import type { RunStatus } from '../../model/status.ts';
import { epochMs, postgresFlavor } from '../../query-sql/filter-dialect.ts';
import { joinSql, raw, sql } from '../../query-sql/sql-template.ts';
import { anyText } from '../../query-sql/text-sql.ts';
import { type DatabaseStoreOptions, defineTables } from '../kit/define-tables.ts';
import type { EngineDatabase, EngineSchema, Statement } from '../kit/engine-database.ts';
import type { SqlTable } from '../kit/sql-runs.ts';
import { type BullmqOptions, createActs } from './job-acts.ts';
import {
  canceledReason,
  type Job,
  type JobReader,
  jobParts,
  jobSets,
  mostChildren,
  mostLogs,
  originOption,
  parseRunId,
  runIdOf,
  toJobSummary,
  unnamed,
} from './job-row.ts';

const tables = ['job', 'job_dependency', 'job_log', 'event', 'meta'];

export async function openBullmqTablesStore(
  options: BullmqOptions & DatabaseStoreOptions,
): Promise<RunStore> {
  return defineTables<Job>(options, database => ({
    ...jobParts(createReader(database)),
    runs: {
      row: jobSchema,
      table: async options => toTable(await database.schema(options)),
      placeOf: job => ({ createdAt: Number(job.fields.timestamp), id: runIdOf(job) }),
      statuses: stateStatuses,
    },
    version: versionSql,
    checked: { tables, written: tables },
    // Listed by creation: the tables can be sorted.
    summary: job => ({
      ...toJobSummary(job),
      ...{ createdAt: Number(job.fields.timestamp), changedAt: undefined, statusRaw: job.fields.state },
    }),
    ...createActs(
      options,
      async () => (await database.schema()).name,
      async () => valuesOf(await database.read(oneSchema, queuesSql)),
    ),
  }));
}

const stateStatuses: Readonly<Record<string, RunStatus>> = {
  ...{ wait: 'queued', prioritized: 'queued', delayed: 'queued', retrying: 'queued', sleeping: 'sleeping' },
  ...{ active: 'running', 'waiting-children': 'waiting', completed: 'success' },
  ...{ failed: 'failed', canceled: 'canceled' },
};

const setSql = sql`(CASE WHEN j.state = 'waiting' THEN CASE WHEN j.priority > 0 THEN 'prioritized' ELSE 'wait' END
  ELSE j.state::text END)`;
const stateSql = sql`(CASE WHEN j.state = 'delayed' THEN CASE WHEN j.attempts_made > 0 THEN 'retrying' WHEN j.attempts_started > 0 THEN 'sleeping' ELSE 'delayed' END
  WHEN j.state = 'failed' AND j.failed_reason = ${canceledReason} THEN 'canceled' ELSE ${setSql} END)`;
const nameSql = sql`(CASE WHEN j.name IN ('', ${unnamed}) THEN j.queue ELSE j.queue || '/' || j.name END)`;

const text = v.nullable(v.string());

const jobSchema = v.object({
  ...{ queue: v.string(), id: v.string(), set: v.picklist(jobSets), dueAt: v.nullable(v.number()) },
  ...{
    isLocked: v.boolean(),
    isPaused: v.boolean(),
    isHeldUp: v.boolean(),
    fields: v.record(v.string(), v.string()),
  },
});

const select = ({
  table,
}: EngineSchema) => sql`j.queue, j.id, ${setSql} AS set, CASE WHEN j.state = 'delayed' THEN j.process_at_ms END AS "dueAt",
  coalesce(j.locked_until_ms > extract(epoch FROM now()) * 1000, false) AS "isLocked",
  j.state = 'waiting' AND EXISTS (SELECT FROM ${table('meta')} m WHERE m.queue = j.queue AND m.field = 'paused') AS "isPaused",
  j.state = 'waiting-children' AND EXISTS (SELECT FROM ${table('job_dependency')} d JOIN ${table('job')} c ON c.queue = d.child_queue AND c.id = d.child_id
    WHERE d.parent_queue = j.queue AND d.parent_id = j.id AND d.status::text = 'pending' AND c.state = 'failed') AS "isHeldUp",
  json_strip_nulls(json_build_object('state', ${stateSql}, 'name', j.name, 'timestamp', j.added_at_ms::text,
    'processedOn', j.processed_at_ms::text, 'finishedOn', j.finished_at_ms::text, 'atm', j.attempts_made::text,
    'ats', nullif(j.attempts_started, 0)::text, 'pb', j.processed_by, 'failedReason', j.failed_reason,
    'stacktrace', j.stacktrace::text, 'opts', j.opts::text, 'parentKey', j.parent_queue || ':' || j.parent_id, 'rjk', j.scheduler_id)) AS fields`;

/** No index is on times over all queues, so a page orders what its filter leaves. */
function toTable(schema: EngineSchema): SqlTable {
  return {
    flavor: postgresFlavor,
    select: select(schema),
    from: sql`${schema.table('job')} j`,
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
    },
  };
}

const valuesSchema = v.object({ data: text, result: text });
const eventSchema = v.object({ at: v.number(), event: v.string(), delay: text });
const childSchema = v.object({ key: v.string(), result: text });
const oneSchema = v.object({ value: text });

const mostJobs = 50;

function createReader(database: EngineDatabase): JobReader {
  return {
    values(jobs, options) {
      const keys = jobs.slice(0, mostJobs).map(({ queue, id }, at) => sql`(${queue}, ${id}, ${at}::int)`);
      const statement: Statement = ({ table }) => sql`SELECT j.data::text, j.return_value::text AS result
        FROM (VALUES ${joinSql(keys, ', ')}) k (queue, id, at)
        LEFT JOIN ${table('job')} j ON j.queue = k.queue AND j.id = k.id ORDER BY k.at`;
      return database.read(valuesSchema, statement, options);
    },
    async logs({ queue, id }, options) {
      const statement: Statement = ({ table }) => sql`SELECT l.row AS value FROM ${table('job_log')} l
        WHERE l.queue = ${queue} AND l.job_id = ${id} ORDER BY l.idx LIMIT ${mostLogs}`;
      return valuesOf(await database.read(oneSchema, statement, options));
    },
    events({ queue, id }, options) {
      const statement: Statement =
        schema => sql`SELECT e.created_at_ms AS at, e.event, e.data ->> 'delay' AS delay
        FROM ${schema.table('event')} e WHERE e.queue = ${queue} AND e.data ->> 'jobId' = ${id} ORDER BY e.id`;
      return database.read(eventSchema, statement, options);
    },
    async children({ queue, id }, options) {
      const below: Statement = ({ table }) => sql`SELECT d.child_key AS key,
          CASE WHEN d.status::text = 'processed' THEN d.value::text END AS result
        FROM ${table('job_dependency')} d WHERE d.parent_queue = ${queue} AND d.parent_id = ${id}
        ORDER BY d.child_key LIMIT ${mostChildren}`;
      const kept: Statement = schema =>
        sql`SELECT ${select(schema)} FROM ${schema.table('job')} j WHERE j.parent_queue = ${queue} AND j.parent_id = ${id}`;
      const jobs = await database.read(jobSchema, kept, options);
      const found = new Map(jobs.map(job => [runIdOf(job), job]));
      const children = await database.read(childSchema, below, options);
      return children.map(child => ({ ...child, found: found.get(child.key) }));
    },
  };
}

function valuesOf(rows: readonly v.InferOutput<typeof oneSchema>[]): readonly string[] {
  return rows.flatMap(({ value }) => value ?? []);
}

/** Every change of a job is an event; they are numbered over all queues. */
const versionSql: Statement = ({ table }) =>
  sql`SELECT concat(max(e.id), ' ', count(*)) AS version FROM (SELECT max(id) AS id FROM ${table('event')} GROUP BY queue) e`;

const queuesSql: Statement = ({ table }) =>
  sql`SELECT DISTINCT m.queue AS value FROM ${table('meta')} m ORDER BY 1`;
