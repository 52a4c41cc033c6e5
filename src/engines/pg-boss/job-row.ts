import * as v from 'valibot';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import type { Verb } from '../../contract/verbs.ts';
import { postgresErrorCode } from '../../drivers/postgres/postgres-error.ts';
import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { isRecord } from '../../model/is-record.ts';
import type { ErrorSummary, RunSummary } from '../../model/run.ts';
import { meaningOf, type RunStatus } from '../../model/status.ts';
import { formatDuration } from '../../model/text/formats.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { empty, joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { isUuid } from '../../query-sql/text-sql.ts';
import type { EngineParts } from '../kit/define-store.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import { type EngineDatabase, type EngineSchema, selectRow } from '../kit/engine-database.ts';
import { toRecordedError } from '../kit/serialized-error.ts';

/** The states of a job (pg-boss 12.38, schema 46). */
export const jobStatuses: Readonly<Record<string, RunStatus>> = {
  created: 'queued',
  retry: 'queued',
  active: 'running',
  completed: 'success',
  cancelled: 'canceled',
  failed: 'failed',
};

const time = v.pipe(
  v.date(),
  v.transform(date => date.getTime()),
);
const [number, text, flag] = [v.nullish(v.number()), v.nullish(v.string()), v.nullish(v.boolean())];

/** Columns that another version may lack are optional. */
export const jobSchema = v.object({
  ...{ id: v.string(), name: v.string(), state: v.string(), priority: number },
  ...{ retry_limit: v.number(), retry_count: v.number(), retry_delay: number, retry_backoff: flag },
  ...{ blocked: flag, is_expired: flag, is_due: flag, created_on: time },
  ...{ start_after: v.nullish(time), started_on: v.nullish(time), completed_on: v.nullish(time) },
  ...{ expire_seconds: number, dead_letter: text, policy: text, singleton_key: text },
  ...{ source_name: text, source_id: text },
  /** For a copy, the failure of the original. */
  source_output: v.unknown(),
  /** The output of a failed attempt; outputs of other jobs are read with the payloads. */
  failure: v.unknown(),
  bytes: number,
});

export type Job = v.InferOutput<typeof jobSchema>;

/** A larger failure, in stored bytes, is read with the whole run only. */
const mostFailureBytes = 64 * 1_024;

export function jobColumns(schema: EngineSchema): Sql {
  const isShort = (column: Sql) => sql`pg_column_size(${column}) < ${mostFailureBytes}`;
  const source = schema.column('source_output', 'j');
  const limit = schema.column('expire_seconds', 'j');
  const output = raw('j.output');
  return selectRow(jobSchema, schema, 'j', {
    is_due: raw('j.start_after <= now()'),
    is_expired: sql`j.state::text = 'active' AND j.started_on + ${limit} * interval '1 s' < now()`,
    source_output: sql`CASE WHEN ${isShort(source)} THEN ${source} END`,
    failure: sql`CASE WHEN j.state::text IN ('failed', 'retry') AND ${isShort(output)} THEN ${output} END`,
    bytes: raw('coalesce(pg_column_size(j.data), 0) + coalesce(pg_column_size(j.output), 0)'),
  });
}

export function toJobSummary(job: Job): RunSummary {
  const status = meaningOf(job.state, jobStatuses);
  return {
    id: job.id,
    kind: 'workflow',
    name: job.name,
    status,
    statusRaw: job.state,
    statusLabel: labelOf(job),
    strandedBy: job.is_expired ? expiredWords(job) : undefined,
    wakeAt: status === 'queued' ? wakeTime(job) : undefined,
    trigger: jobTrigger,
    createdAt: job.created_on,
    queuedAt: job.retry_count > 0 || job.state === 'retry' ? undefined : dueTime(job),
    startedAt: job.started_on ?? undefined,
    finishedAt: job.completed_on ?? undefined,
    models: [],
    services: [],
    attempt: job.started_on ? job.retry_count + 1 : undefined,
    // Set for a copy in a queue of dead letters.
    parentId: job.source_id ?? undefined,
    errorSummary: toJobFailure(job),
  };
}

/**
 * The end of the last attempt. For a retried job, pg-boss keeps only the due time, which has a random part
 * where the delay grows.
 */
export function attemptEndedAt(job: Job): number | undefined {
  const { state, completed_on, started_on, start_after, retry_delay, retry_backoff } = job;
  if (completed_on || state !== 'retry') return completed_on ?? undefined;
  const isExact = start_after && started_on && typeof retry_delay === 'number' && retry_backoff === false;
  return isExact ? Math.max(started_on, start_after - 1_000 * retry_delay) : undefined;
}

/** pg-boss does not keep who sent a job. */
export const jobTrigger = { type: 'queue', label: 'Queue', raw: 'queue' };

/** When a worker may first take the job, which may have been sent for later, or resumed. */
function dueTime({ start_after, created_on }: Job): number {
  return Math.max(created_on, start_after ?? 0);
}

/** A job resumed or retried in place starts after its creation, too, but is due. */
function wakeTime(job: Job): number | undefined {
  return dueTime(job) > job.created_on && !job.is_due ? dueTime(job) : undefined;
}

function labelOf(job: Job): string | undefined {
  if (job.state === 'retry') return 'Backing off';
  if (job.state !== 'created') return undefined;
  if (job.blocked) return 'Blocked';
  return wakeTime(job) === undefined ? undefined : 'Scheduled';
}

function expiredWords({ expire_seconds }: Job): string {
  const limit = formatDuration(1_000 * (expire_seconds ?? 0));
  return `its time to run, ${limit}, is over; the upkeep of a program that uses pg-boss retries or fails it`;
}

function toJobFailure({ name, failure }: Job): ErrorSummary | undefined {
  if (failure === null || failure === undefined) return undefined;
  return summarizeFailure({ error: toRecordedError(thrownOf(failure)), name });
}

/** pg-boss wraps what is no object, and its own failures, as `{ value }`. */
export function thrownOf(failure: unknown): unknown {
  const isWrapped = isRecord(failure) && 'value' in failure && Object.keys(failure).length === 1;
  return isWrapped ? failure.value : failure;
}

export function createActs(database: EngineDatabase): Pick<EngineParts<Job>, 'actions' | 'start'> {
  return {
    actions: {
      cancelNotes: { running: 'a handler that is running goes on, and its result is dropped' },
      async cancel(job) {
        await database.write(
          v.unknown(),
          ({ table }) => sql`UPDATE ${table('job')} SET completed_on = now(), state = 'cancelled'
            WHERE ${isJob(job)} AND state IN ('created', 'retry', 'active')`,
        );
        return { type: 'sent' };
      },
      restart(job) {
        const absent = { reason: 'pg-boss has removed the job' };
        const keep_until = raw('now() + (j.keep_until - j.start_after)');
        const columns = { ...taken('j', [...ofQueue, ...ofJob]), keep_until };
        return writeJob(database, { queue: job.name, absent }, schema =>
          insertJob(schema, columns, sql`${schema.table('job')} j WHERE ${isJob(job)}`),
        );
      },
      verbs: jobVerbs,
      perform: (job, { verb }) =>
        verb === 'redrive' ? redrive(database, job) : tryAgain(database, job, verb === 'resume'),
    },
    start: request => sendJob(database, request),
  };
}

function isJob({ name, id }: Job): Sql {
  return sql`name = ${name} AND id = ${id}::uuid`;
}

const jobVerbs: readonly Verb[] = [
  {
    id: 'resume',
    label: 'resume',
    of: 'a canceled job',
    isFor: ({ status }) => status === 'canceled',
    notes: [
      'It is queued once more as the same job, with the attempts that it has left.',
      'A handler that has gone on since the cancel runs on beside the new attempt.',
    ],
  },
  {
    id: 'redrive',
    label: 'redrive',
    of: 'a dead letter that no handler has taken',
    // A job with a parent is a copy in a queue of dead letters.
    isFor: ({ status, parentId }) => status === 'queued' && parentId !== undefined,
    notes: ['It leaves the queue of dead letters, and is a new job of the queue where it failed.'],
    loses: 'its place there, with the error of the job that failed',
  },
  {
    id: 'retry-in-place',
    label: 'retry in place',
    of: 'a failed job',
    isFor: ({ status }) => status === 'failed',
    notes: ['The same job gets one more attempt. A copy in a queue of dead letters stays there.'],
    loses: 'its error and the times of its last attempt',
  },
];

/** Columns that a new job takes from its queue, and those of the job itself. */
const ofQueue = [
  ...['name', 'retry_limit', 'retry_delay', 'retry_backoff', 'retry_delay_max', 'expire_seconds'],
  ...['deletion_seconds', 'policy', 'dead_letter', 'heartbeat_seconds'],
];
const ofJob = ['data', 'priority', 'group_id', 'group_tier'];
const keptAsQueueSays = raw(`now() + q.retention_seconds * interval '1 s'`);

async function sendJob(
  database: EngineDatabase,
  { workflow, id, input }: StartRequest,
): Promise<StartResult> {
  if (id !== undefined && !isUuid(id))
    return { type: 'refused', reason: 'the id of a job is a UUID', hint: 'leave the id out' };
  const absent = {
    reason: `there is no queue ${sanitizeLine(workflow)}`,
    hint: 'runlens workflows list says which there are',
  };
  const columns = {
    ...taken('q', ofQueue),
    ...(id === undefined ? {} : { id: sql`${id}::uuid` }),
    data: sql`${input === undefined ? null : JSON.stringify(input)}::jsonb`,
    keep_until: keptAsQueueSays,
  };
  return writeJob(database, { queue: workflow, absent }, schema =>
    insertJob(schema, columns, sql`${schema.table('queue')} q WHERE q.name = ${workflow}`),
  );
}

const changed = 'its state has changed meanwhile';

/** As pg-boss itself does (12.38.0). */
async function tryAgain(database: EngineDatabase, job: Job, isResumed: boolean): Promise<ActAnswer> {
  const absent = { reason: changed };
  const written = await writeJob(database, { queue: job.name, absent }, ({ table, has }) => {
    const resumed = sql`state = 'created' ${has('upsert_by_key') ? raw(', upsert_by_key = NULL') : empty}`;
    const set = isResumed ? resumed : raw(`state = 'retry', retry_limit = retry_limit + 1`);
    return sql`UPDATE ${table('job')} SET completed_on = NULL, start_after = greatest(start_after, now()), ${set}
      WHERE ${isJob(job)} AND state = ${raw(isResumed ? `'cancelled'` : `'failed'`)} RETURNING id::text`;
  });
  return written.type === 'refused' ? written : { type: 'sent' };
}

/** As pg-boss itself does, but the dead letter stays if its queue takes no second job. */
async function redrive(database: EngineDatabase, job: Job): Promise<ActAnswer> {
  const queue = job.source_name ?? '';
  const absent = { reason: `${changed}, or there is no queue ${sanitizeLine(queue)} any more` };
  const first = ({ table }: EngineSchema) => sql`copied AS (DELETE FROM ${table('job')} WHERE ${isJob(job)}
      AND state < 'active' AND EXISTS (SELECT FROM ${table('queue')} WHERE name = ${queue}) RETURNING *),`;
  const columns = {
    ...taken('q', ofQueue),
    ...taken('c', [...ofJob, 'singleton_key', 'trace_context']),
    keep_until: keptAsQueueSays,
    source_root_id: raw('coalesce(c.source_root_id, c.source_id)'),
  };
  const written = await writeJob(database, { queue, absent, first }, schema =>
    insertJob(schema, columns, sql`copied c JOIN ${schema.table('queue')} q ON q.name = ${queue}`),
  );
  return written.type === 'refused' ? written : { type: 'sent', newId: written.id };
}

type Columns = Readonly<Record<string, Sql>>;

function taken(alias: string, names: readonly string[]): Columns {
  return Object.fromEntries(names.map(name => [name, raw(`${alias}.${name}`)]));
}

function insertJob({ table, has }: EngineSchema, columns: Columns, from: Sql): Sql {
  const own = Object.entries(columns).filter(([name]) => has(name));
  const names = raw(own.map(([name]) => name).join(', '));
  const values = joinSql(
    own.map(([, value]) => value),
    ', ',
  );
  return sql`INSERT INTO ${table('job')} (${names}) SELECT ${values} FROM ${from} RETURNING id::text`;
}

type WrittenJob = Extract<StartResult, { readonly type: 'started' | 'refused' }>;

type Written = {
  readonly queue: string;
  readonly absent: { readonly reason: string; readonly hint?: string };
  /** Runs before, in the same statement. */
  readonly first?: (schema: EngineSchema) => Sql;
};

const rowSchema = v.object({ id: v.string() });

async function writeJob(
  database: EngineDatabase,
  written: Written,
  statement: (schema: EngineSchema) => Sql,
): Promise<WrittenJob> {
  const { queue, absent } = written;
  try {
    const [job] = await database.write(rowSchema, schema => withNotice(schema, written, statement(schema)));
    return job ? { type: 'started', id: job.id } : { type: 'refused', ...absent };
  } catch (error) {
    // Unique violation: a queue's policy may allow one job at a time, or one for each key.
    if (postgresErrorCode(error) !== '23505') throw error;
    return { type: 'refused', reason: `the policy of the queue ${queue} takes no second job at the moment` };
  }
}

/** Notifies workers, which otherwise look every 30 s. One statement, so that both happen or neither. */
function withNotice(schema: EngineSchema, { queue, first }: Written, statement: Sql): Sql {
  const { name, table, has } = schema;
  const added = sql`WITH ${first?.(schema) ?? empty} added AS (${statement})`;
  if (!has('trace_context')) return sql`${added} SELECT id FROM added`;
  const channel = sql`'pgboss_' || left(encode(sha224(convert_to(${name}, 'UTF8')), 'hex'), 24)`;
  return sql`${added}, told AS (
      SELECT pg_notify(${channel}, q.name) FROM ${table('queue')} q WHERE q.name = ${queue} AND q.notify
    ) SELECT added.id, (SELECT count(*) FROM told) AS told FROM added`;
}
