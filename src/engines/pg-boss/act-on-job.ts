import * as v from 'valibot';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import { postgresErrorCode } from '../../drivers/postgres/postgres-error.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { empty, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { isUuid } from '../../query-sql/text-sql.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import type { EngineDatabase, EngineSchema } from '../kit/engine-database.ts';
import type { Job } from './job-row.ts';

/** As pg-boss itself cancels: a handler that runs goes on, and what it returns is dropped. */
export async function cancelJob(database: EngineDatabase, { name, id }: Job): Promise<ActAnswer> {
  const { table } = await database.schema();
  await write(
    database,
    sql`UPDATE ${table('job')} SET completed_on = now(), state = 'cancelled'
      WHERE name = ${name} AND id = ${id}::uuid AND state IN ('created', 'retry', 'active') RETURNING id::text`,
  );
  return { type: 'sent' };
}

/** The columns of a job that are those of its queue. */
export const queueSettings = [
  ...['retry_limit', 'retry_delay', 'retry_backoff', 'retry_delay_max', 'expire_seconds', 'deletion_seconds'],
  ...['policy', 'dead_letter', 'heartbeat_seconds'],
];

/** Adds a job with the input and the settings of another; that one stays as it is. */
export async function repeatJob(database: EngineDatabase, { name, id }: Job): Promise<StartResult> {
  const { table, has } = await database.schema();
  const columns = [...queueSettings, 'priority', 'group_id', 'group_tier'].filter(has).join(', ');
  const absent = { reason: 'pg-boss has removed the job' };
  return writeJob(
    database,
    { queue: name, absent },
    sql`INSERT INTO ${table('job')} (name, data, keep_until, ${raw(columns)})
      SELECT name, data, now() + (keep_until - start_after), ${raw(columns)}
      FROM ${table('job')} WHERE name = ${name} AND id = ${id}::uuid RETURNING id::text`,
  );
}

/** Adds a job to a queue, with the queue's settings. */
export async function sendJob(
  database: EngineDatabase,
  { workflow, id, input }: StartRequest,
): Promise<StartResult> {
  if (id !== undefined && !isUuid(id))
    return { type: 'refused', reason: 'the id of a job is a UUID', hint: 'leave the id out' };
  const { table, has } = await database.schema();
  const columns = queueSettings.filter(has).join(', ');
  const given = id === undefined ? sql`gen_random_uuid()` : sql`${id}::uuid`;
  const absent = {
    reason: `there is no queue ${sanitizeLine(workflow)}`,
    hint: 'runlens workflows list says which there are',
  };
  return writeJob(
    database,
    { queue: workflow, absent },
    sql`INSERT INTO ${table('job')} (id, name, data, keep_until, ${raw(columns)})
      SELECT ${given}, name, ${input === undefined ? null : JSON.stringify(input)}::jsonb,
        now() + retention_seconds * interval '1 s', ${raw(columns)}
      FROM ${table('queue')} WHERE name = ${workflow} RETURNING id::text`,
  );
}

type WrittenJob = Extract<StartResult, { readonly type: 'started' | 'refused' }>;

type Written = {
  readonly queue: string;
  /** Why nothing was written. */
  readonly absent: { readonly reason: string; readonly hint?: string };
  /** What is done before, in the same statement. */
  readonly first?: Sql;
};

/** Writes a job by a statement that returns its id. */
export async function writeJob(
  database: EngineDatabase,
  written: Written,
  statement: Sql,
): Promise<WrittenJob> {
  const { queue, absent } = written;
  try {
    const [job] = await write(database, withNotice(await database.schema(), written, statement));
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
function withNotice(
  { name, table, has }: EngineSchema,
  { queue, first = empty }: Written,
  statement: Sql,
): Sql {
  const added = sql`WITH ${first} added AS (${statement})`;
  if (!has('trace_context')) return sql`${added} SELECT id FROM added`;
  const channel = sql`'pgboss_' || left(encode(sha224(convert_to(${name}, 'UTF8')), 'hex'), 24)`;
  return sql`${added}, told AS (
      SELECT pg_notify(${channel}, q.name) FROM ${table('queue')} q WHERE q.name = ${queue} AND q.notify
    ) SELECT added.id, (SELECT count(*) FROM told) AS told FROM added`;
}

const rowSchema = v.array(v.object({ id: v.string() }));

async function write(database: EngineDatabase, { text, values }: Sql) {
  return database.write(async client => v.parse(rowSchema, (await client.query(text, values)).rows));
}
