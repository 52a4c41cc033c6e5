import * as v from 'valibot';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { parsePayload } from '../../model/payload/json-text.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import { wordStatus } from '../../query-sql/compile-filter.ts';
import { postgresFlavor, timestamptz } from '../../query-sql/sql-flavor.ts';
import { allOf, joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { asciiText, constantTexts, listedText } from '../../query-sql/text-sql.ts';
import { defineStore, type RunDetails } from '../kit/define-store.ts';
import { type EngineDatabase, openEngineDatabase, postgresRuns } from '../kit/engine-database.ts';
import { toRecordedError } from '../kit/recorded-error.ts';
import type { RunGroup } from '../kit/row-lists.ts';
import type { ScanBudget, Signal } from '../kit/run-source.ts';
import type { SqlTable } from '../kit/sql-runs.ts';
import type { Work, WorkItem } from '../kit/work-items.ts';
import { cancelJob, isJobId, repeatJob, sendJob } from './act-on-job.ts';
import { type Job, jobColumns, jobSchema, jobStatuses, jobTrigger, toJobSummary } from './job-row.ts';

type PgBossOptions = {
  /** The address of the database, with the name of the schema after `#` where there are several. */
  readonly place: string;
  readonly isForeign?: boolean;
  readonly target: TargetInfo;
  readonly budget?: ScanBudget;
  readonly pollMs?: number;
};

const known = {
  table: 'job',
  columns: ['retry_count', 'retry_limit', 'start_after', 'completed_on', 'keep_until', 'state'],
};
const lacks = {
  fields: ['actor', 'project', 'model', 'service', 'cost', 'messages', 'steps', 'step', 'log', 'retryOf'],
  reason: 'pg-boss keeps no',
} as const;

/** Opens the jobs of pg-boss. Connects when something is read. */
export async function openPgBossStore(options: PgBossOptions): Promise<RunStore> {
  const { place, isForeign = false, target, budget, pollMs } = options;
  const database = openEngineDatabase({ engine: 'pg-boss', known, place, isForeign });
  const readPayloads = (jobs: readonly Job[], options: Signal) => loadPayloads(database, jobs, options);
  return defineStore<Job>(
    target,
    {
      lacks,
      runs: postgresRuns(database, {
        row: jobSchema,
        table: options => readTable(database, options),
        placeOf: ({ created_on, id }) => ({ createdAt: created_on, id }),
      }),
      find: (id, options) => findJob(database, id, options),
      summary: toJobSummary,
      payloads: readPayloads,
      details: async (job, options) => toDetails(job, (await readPayloads([job], options))[0]),
      work: (job, options) => readWork(database, job, options),
      groups: options => readGroups(database, options),
      version: options => readVersion(database, options),
      pollMs,
      actions: {
        cancel: job => cancelJob(database, job),
        cancelNote: goesOn,
        restart: job => repeatJob(database, job),
      },
      start: request => sendJob(database, request),
      close: database.close,
    },
    budget,
  );
}

const queueSchema = v.object({ name: v.string() });

/** pg-boss has an index on the times of each queue, and none over all queues. */
async function readTable(database: EngineDatabase, options: Signal): Promise<SqlTable> {
  const schema = await database.schema(options);
  // The engine's own work lies in queues of this prefix.
  const isOwn = sql`q.name NOT LIKE '\\_\\_pgboss\\_\\_%'`;
  const queues = sql`${schema.table('queue')} q`;
  const names = (
    await database.read(queueSchema, sql`SELECT name FROM ${queues} WHERE ${isOwn}`, options)
  ).map(({ name }) => name);
  const job = schema.table('job');
  const at = timestamptz(raw('j.created_on'));
  return {
    flavor: postgresFlavor,
    select: jobColumns(schema),
    from: sql`${job} j`,
    where: [sql`j.name = ANY(${names}::text[])`, isOriginal(schema.table, schema.column)],
    id: raw('j.id::text COLLATE "C"'),
    nameOrder: raw('j.name COLLATE "C"'),
    newest: (where, limit) => sql`SELECT newest.at FROM unnest(${names}::text[]) queue
      CROSS JOIN LATERAL (SELECT j.created_on AS at FROM ${job} j WHERE j.name = queue AND ${where}
        ORDER BY j.created_on DESC LIMIT ${limit}) newest ORDER BY newest.at DESC LIMIT ${limit}`,
    estimate: sql`SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint AS n FROM pg_class c JOIN pg_namespace n
      ON n.oid = c.relnamespace WHERE n.nspname = ${schema.name} AND c.relkind = 'r' AND c.relname LIKE 'job%'`,
    status: wordStatus({ column: raw('j.state::text'), statuses: jobStatuses }, postgresFlavor),
    columns: {
      kind: 'workflow',
      id: asciiText(raw('j.id::text'), postgresFlavor),
      name: listedText(raw('j.name'), names, postgresFlavor),
      createdAt: at,
      startedAt: timestamptz(raw('j.started_on')),
      finishedAt: timestamptz(raw('j.completed_on')),
      trigger: constantTexts(Object.values(jobTrigger)),
      errorSummary: raw(`j.state::text IN ('failed', 'retry')`),
      ...{ actor: null, project: null, models: null, services: null, retryOf: null },
      ...{ costUsd: null, messageCount: null, stepCount: null, logs: null },
    },
  };
}

/** A copy of a job in a queue of dead letters is shown with its origin, as long as that is there. */
function isOriginal(table: (name: string) => Sql, column: (name: string, alias: string) => Sql): Sql {
  return sql`(${column('source_id', 'j')} IS NULL OR NOT EXISTS (SELECT FROM ${table('job')} o
    WHERE o.name = ${column('source_name', 'j')} AND o.id = ${column('source_id', 'j')}))`;
}

async function findJob(database: EngineDatabase, id: string, options: Signal): Promise<Job | undefined> {
  if (!isJobId(id)) return undefined;
  const { select, from, where = [] } = await readTable(database, options);
  const statement = sql`SELECT ${select} FROM ${from} WHERE ${where[0] ?? raw('true')} AND j.id = ${id}::uuid`;
  return (await database.read(jobSchema, statement, options))[0];
}

const payloadSchema = v.object({
  id: v.string(),
  data: v.nullable(v.pipe(v.string(), v.transform(parsePayload))),
  output: v.nullable(v.pipe(v.string(), v.transform(parsePayload))),
});

const [mostJobs, mostBytes] = [100, 1_024 * 1_024];

/** The payloads of the first jobs, so many that they can be read at once. */
async function loadPayloads(
  database: EngineDatabase,
  jobs: readonly Job[],
  options: Signal,
): Promise<readonly Payloads[]> {
  let bytes = 0;
  const isMore = ({ bytes: own }: Job, at: number) => {
    bytes += own ?? 0;
    return at > 0 && (at >= mostJobs || bytes > mostBytes);
  };
  const end = jobs.findIndex(isMore);
  const part = end < 0 ? jobs : jobs.slice(0, end);
  const keys = joinSql(
    part.map(({ name, id }) => sql`(${name}, ${id}::uuid)`),
    ', ',
  );
  const { table } = await database.schema(options);
  const statement = sql`SELECT j.id::text, j.data::text, j.output::text FROM ${table('job')} j WHERE (j.name, j.id) IN (${keys})`;
  const rows = new Map((await database.read(payloadSchema, statement, options)).map(row => [row.id, row]));
  return part.map(job => {
    const { data, output } = rows.get(job.id) ?? {};
    const result = output === null ? undefined : output;
    const isFailure = job.state === 'failed' || job.state === 'retry';
    return {
      input: data === null ? undefined : data,
      ...(isFailure ? { error: result } : { output: result }),
    };
  });
}

const goesOn = 'a handler that is running goes on, and its result is dropped';

function toDetails(job: Job, { input, output, error }: Payloads = {}): RunDetails {
  const { failure: _, bytes: __, is_expired: ___, ...raw } = job;
  const wasRunning = job.state === 'cancelled' && job.started_on;
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error: toRecordedError(error) }),
    ...(wasRunning
      ? { cancel: { requestedAt: job.completed_on ?? job.created_on, outcome: `canceled: ${goesOn}` } }
      : {}),
    raw: Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null)),
  };
}

/** The last attempt, of which alone pg-boss keeps the times and the failure, and copies as dead letters. */
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
  return [
    {
      ...{ id: 'handler', name: 'handler', type: 'action', createdAt: job.started_on, attempt },
      status: isRetry ? 'failed' : status,
      ...(job.completed_on ? { endedAt: job.completed_on } : {}),
      ...(job.failure ? { error: toRecordedError(job.failure) } : {}),
    },
  ];
}

function toDeadLetter(copy: Job): WorkItem {
  const { status, createdAt, startedAt, finishedAt } = toJobSummary(copy);
  return {
    ...{ id: `dead-letter-${copy.id}`, name: `dead letter in ${copy.name}`, type: 'workflow', status },
    ...{ createdAt, startedAt, endedAt: finishedAt, childId: copy.id },
  };
}

const groupSchema = v.object({ name: v.string(), state: v.string(), n: v.number(), last: v.date() });
const groupsMs = 3_000;

async function readGroups(database: EngineDatabase, options: Signal): Promise<readonly RunGroup[]> {
  const { from, where = [] } = await readTable(database, options);
  const statement = sql`SELECT j.name, j.state::text, count(*) AS n, max(j.created_on) AS last
    FROM ${from} WHERE ${allOf(where)} GROUP BY 1, 2`;
  const rows = await database.read(groupSchema, statement, { ...options, withinMs: groupsMs });
  return rows.map(({ name, state, n, last }) => ({
    ...{ name, status: jobStatuses[state] ?? 'unknown', count: n, lastCreatedAt: last.getTime() },
  }));
}

const versionSchema = v.object({ version: v.nullable(v.string()) });

/** No channel tells of a change, so the newest times and the active jobs of each queue are compared. */
async function readVersion(database: EngineDatabase, options: Signal): Promise<string> {
  const { table } = await database.schema(options);
  const newest = (column: string) =>
    sql`(SELECT max(${raw(column)}) FROM ${table('job')} j WHERE j.name = q.name)`;
  const statement = sql`SELECT md5(string_agg(concat_ws(',', q.name, ${newest('j.created_on')}, ${newest('j.completed_on')},
      (SELECT concat_ws(',', count(*), max(j.started_on)) FROM ${table('job')} j WHERE j.name = q.name AND j.state = 'active'),
      (SELECT concat_ws(',', count(*), max(j.start_after)) FROM (SELECT j.start_after FROM ${table('job')} j
        WHERE j.name = q.name AND j.state = 'retry' LIMIT 1000) j)), ';' ORDER BY q.name)) AS version FROM ${table('queue')} q`;
  const [row] = await database.read(versionSchema, statement, options);
  return row?.version ?? '';
}
