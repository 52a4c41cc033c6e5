import * as v from 'valibot';
import type { RunStore } from '../../contract/run-store.ts';
import { parsePayload } from '../../model/payload/json-text.ts';
import { postgresFlavor, timestamptz } from '../../query-sql/filter-dialect.ts';
import { joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { constantTexts, isUuid, listedText, uuidText } from '../../query-sql/text-sql.ts';
import { type DatabaseStoreOptions, defineTables } from '../kit/define-tables.ts';
import type { EngineDatabase, EngineSchema } from '../kit/engine-database.ts';
import type { Signal } from '../kit/run-source.ts';
import { toRecordedError } from '../kit/serialized-error.ts';
import type { SqlTable } from '../kit/sql-runs.ts';
import type { Work, WorkItem } from '../kit/work-items.ts';
import {
  attemptEndedAt,
  createActs,
  type Job,
  jobColumns,
  jobSchema,
  jobStatuses,
  jobTrigger,
  thrownOf,
  toJobSummary,
} from './job-row.ts';

const lacks = {
  fields: [
    ...(['actor', 'project', 'model', 'service', 'cost', 'messages', 'steps', 'step', 'log'] as const),
    ...(['retryOf', 'key'] as const),
  ],
  reason: 'pg-boss keeps no',
} as const;

export async function openPgBossStore(options: DatabaseStoreOptions): Promise<RunStore> {
  return defineTables<Job>(options, database => ({
    runs: {
      row: jobSchema,
      table: options => readTable(database, options),
      placeOf: ({ created_on, id }) => ({ createdAt: created_on, id }),
      statuses: jobStatuses,
    },
    version: versionSql,
    lacks,
    summary: toJobSummary,
    bytesOf: ({ bytes }) => bytes ?? 0,
    payloads: (jobs, options) => loadPayloads(database, jobs, options),
    raw: ({ failure: _, bytes: __, is_expired: ___, is_due: ____, ...raw }) => raw,
    work: (job, options) => readWork(database, job, options),
    offered: async options => (await readQueues(database, options)).names,
    ...createActs(database),
    checked: {
      tables: ['job', 'queue', 'version'],
      written: ['job'],
      version: ({ table }) => sql`SELECT version::text FROM ${table('version')}`,
    },
  }));
}

const queuesSchema = v.object({ names: v.nullable(v.array(v.string())), failed: v.number() });

async function readQueues(database: EngineDatabase, options: Signal) {
  const { table } = await database.schema(options);
  const names = sql`SELECT q.name FROM ${table('queue')} q WHERE NOT starts_with(q.name, '__pgboss__')`;
  const statement = sql`SELECT array(${names} ORDER BY q.name) AS names, (SELECT count(*) FROM (SELECT FROM ${table('job')} j
    WHERE j.name = ANY(array(${names})) AND j.state = 'failed' LIMIT ${fewFailed}) few) AS failed`;
  const [row] = await database.read(queuesSchema, statement, options);
  return { names: row?.names ?? [], hasFewFailed: row !== undefined && row.failed < fewFailed };
}

const fewFailed = 2_000;

/**
 * pg-boss indexes the times of each queue, not those of all. An index on states is used for constants alone;
 * many failed jobs are found sooner without it.
 */
async function readTable(database: EngineDatabase, options: Signal): Promise<SqlTable> {
  const schema = await database.schema(options);
  const { names, hasFewFailed } = await readQueues(database, options);
  const job = schema.table('job');
  return {
    flavor: postgresFlavor,
    select: jobColumns(schema),
    from: sql`${job} j`,
    where: sql`j.name = ANY(${names}::text[])`,
    listed: isListed(schema),
    name: raw('j.name COLLATE "C"'),
    state: raw('j.state::text'),
    isState(words) {
      const list = words.map(word => `'${word}'`).join(', ');
      return raw(
        words.includes('failed') && !hasFewFailed ? `j.state::text IN (${list})` : `j.state IN (${list})`,
      );
    },
    id: raw('j.id::text COLLATE "C"'),
    hasId: id => (isUuid(id) ? sql`j.id = ${id}::uuid` : undefined),
    newest: (where, limit) => sql`SELECT newest.at FROM unnest(${names}::text[]) queue
      CROSS JOIN LATERAL (SELECT j.created_on AS at FROM ${job} j WHERE j.name = queue AND ${where}
        ORDER BY j.created_on DESC LIMIT ${limit}) newest ORDER BY newest.at DESC LIMIT ${limit}`,
    estimate: sql`SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint AS n FROM pg_class c JOIN pg_namespace n
      ON n.oid = c.relnamespace WHERE n.nspname = ${schema.name} AND c.relkind = 'r' AND c.relname LIKE 'job%'`,
    columns: {
      kind: 'workflow',
      id: uuidText(raw('j.id'), postgresFlavor),
      name: listedText(raw('j.name'), names, postgresFlavor),
      createdAt: timestamptz(raw('j.created_on')),
      startedAt: timestamptz(raw('j.started_on')),
      finishedAt: timestamptz(raw('j.completed_on')),
      trigger: constantTexts(Object.values(jobTrigger)),
      errorSummary: raw(`j.state::text IN ('failed', 'retry')`),
    },
  };
}

/** A dead letter is shown only as part of its origin, until a handler has taken it. */
function isListed({ table, column }: EngineSchema): Sql {
  return sql`(${column('source_id', 'j')} IS NULL OR j.started_on IS NOT NULL OR NOT EXISTS (SELECT FROM ${table('job')} o
    WHERE o.name = ${column('source_name', 'j')} AND o.id = ${column('source_id', 'j')}))`;
}

const payload = v.pipe(
  v.nullable(v.string()),
  v.transform(text => (text === null ? undefined : parsePayload(text))),
);
const payloadSchema = v.object({ id: v.string(), data: payload, output: payload });

async function loadPayloads(database: EngineDatabase, jobs: readonly Job[], options: Signal) {
  const keys = jobs.map(({ name, id }) => sql`(${name}, ${id}::uuid)`);
  const { table } = await database.schema(options);
  const statement = sql`SELECT j.id::text, j.data::text, j.output::text FROM ${table('job')} j
    WHERE (j.name, j.id) IN (${joinSql(keys, ', ')})`;
  const rows = new Map((await database.read(payloadSchema, statement, options)).map(row => [row.id, row]));
  return jobs.map(job => {
    const { data, output } = rows.get(job.id) ?? {};
    const isFailure = job.state === 'failed' || job.state === 'retry';
    return { input: data, ...(isFailure ? { error: thrownOf(output) } : { output }) };
  });
}

/** pg-boss keeps only the last attempt's times and failure; copies are dead letters. */
async function readWork(database: EngineDatabase, job: Job, options: Signal): Promise<Work> {
  const schema = await database.schema(options);
  const source = schema.column('source_id', 'j');
  const statement = sql`SELECT ${jobColumns(schema)} FROM ${schema.table('job')} j
    WHERE ${source} = ${job.id}::uuid AND ${schema.column('source_root_id', 'j')} IS NOT NULL`;
  const copies = await database.read(jobSchema, statement, options);
  return { items: [...handlerOf(job), ...copies.map(toDeadLetter)] };
}

function handlerOf(job: Job): readonly WorkItem[] {
  if (!job.started_on) return [];
  const { status, attempt } = toJobSummary(job);
  const isRetry = job.state === 'retry';
  const error = job.failure ? toRecordedError(thrownOf(job.failure)) : undefined;
  const handler = { id: 'handler', name: 'handler', type: 'action', createdAt: job.started_on, attempt };
  return [{ ...handler, status: isRetry ? 'failed' : status, endedAt: attemptEndedAt(job), error }];
}

/** A success, since the copy was made: its own run tells what becomes of it. */
function toDeadLetter({ id, name, created_on: at }: Job): WorkItem {
  return {
    ...{ id: `dead-letter-${id}`, name: `dead letter in ${name}`, type: 'workflow', status: 'success' },
    ...{ createdAt: at, endedAt: at, childId: id },
  };
}

/** pg-boss announces no changes: compares the newest times of each queue, and some of its open jobs. */
function versionSql({ table }: EngineSchema): Sql {
  const job = table('job');
  const newest = (column: string) => sql`(SELECT max(${raw(column)}) FROM ${job} j WHERE j.name = q.name)`;
  const some = (state: string, column: string) =>
    sql`(SELECT concat_ws(',', count(*), max(at)) FROM (SELECT ${raw(column)} AS at FROM ${job} j
      WHERE j.name = q.name AND j.state = ${raw(`'${state}'`)} LIMIT 1000) going)`;
  return sql`SELECT md5(string_agg(concat_ws(',', q.name, ${newest('j.created_on')}, ${newest('j.completed_on')},
      ${some('active', 'j.started_on')}, ${some('retry', 'j.start_after')}), ';' ORDER BY q.name)) AS version
    FROM ${table('queue')} q`;
}
