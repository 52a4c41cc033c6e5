import * as v from 'valibot';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import type { Verb } from '../../contract/verbs.ts';
import { postgresErrorCode } from '../../drivers/postgres/postgres-error.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { empty, joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { isUuid } from '../../query-sql/text-sql.ts';
import type { EngineParts } from '../kit/define-store.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import type { EngineDatabase, EngineSchema } from '../kit/engine-database.ts';
import type { Job } from './job-row.ts';

export function createActs(database: EngineDatabase): Pick<EngineParts<Job>, 'actions' | 'start'> {
  return {
    actions: {
      cancelNotes: { running: 'a handler that is running goes on, and its result is dropped' },
      /** As pg-boss itself cancels: a handler that runs goes on, and what it returns is dropped. */
      async cancel(job) {
        await database.write(
          v.unknown(),
          ({ table }) => sql`UPDATE ${table('job')} SET completed_on = now(), state = 'cancelled'
            WHERE ${isJob(job)} AND state IN ('created', 'retry', 'active')`,
        );
        return { type: 'sent' };
      },
      /** Adds a job with the input and the settings of another; that one stays as it is. */
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
    // A job with an origin is its copy in a queue of dead letters.
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

/** The columns of a job that are those of its queue, and others of its own. */
const ofQueue = [
  ...['name', 'retry_limit', 'retry_delay', 'retry_backoff', 'retry_delay_max', 'expire_seconds'],
  ...['deletion_seconds', 'policy', 'dead_letter', 'heartbeat_seconds'],
];
const ofJob = ['data', 'priority', 'group_id', 'group_tier'];
const keptAsQueueSays = raw(`now() + q.retention_seconds * interval '1 s'`);

/** Adds a job to a queue, with the queue's settings. */
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

/** As pg-boss itself does, but a dead letter stays where its queue takes no second job. */
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

/** The columns of a new job, and what they are made of. */
type Columns = Readonly<Record<string, Sql>>;

function taken(alias: string, names: readonly string[]): Columns {
  return Object.fromEntries(names.map(name => [name, raw(`${alias}.${name}`)]));
}

/** Leaves out the columns that this version of pg-boss does not have. */
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
  /** Why nothing was written. */
  readonly absent: { readonly reason: string; readonly hint?: string };
  /** What is done before, in the same statement. */
  readonly first?: (schema: EngineSchema) => Sql;
};

const rowSchema = v.object({ id: v.string() });

/** Writes a job by a statement that returns its id. */
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
    // The policy of a queue may allow one job at a time, or one of a key.
    if (postgresErrorCode(error) !== '23505') throw error;
    return { type: 'refused', reason: `the policy of the queue ${queue} takes no second job at the moment` };
  }
}

/**
 * Workers of a queue that notifies look for jobs every 30 s otherwise. It is one statement, so that no job is
 * added of which is said that it was not.
 */
function withNotice(schema: EngineSchema, { queue, first }: Written, statement: Sql): Sql {
  const { name, table, has } = schema;
  const added = sql`WITH ${first?.(schema) ?? empty} added AS (${statement})`;
  if (!has('trace_context')) return sql`${added} SELECT id FROM added`;
  const channel = sql`'pgboss_' || left(encode(sha224(convert_to(${name}, 'UTF8')), 'hex'), 24)`;
  return sql`${added}, told AS (
      SELECT pg_notify(${channel}, q.name) FROM ${table('queue')} q WHERE q.name = ${queue} AND q.notify
    ) SELECT added.id, (SELECT count(*) FROM told) AS told FROM added`;
}
