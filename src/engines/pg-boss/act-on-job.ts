import * as v from 'valibot';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import { postgresErrorCode } from '../../drivers/postgres/postgres-error.ts';
import { raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import type { EngineDatabase } from '../kit/engine-database.ts';
import type { Job } from './job-row.ts';

const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

export function isJobId(id: string): boolean {
  return uuid.test(id);
}

/** As pg-boss itself cancels: a handler that runs goes on, and what it returns is dropped. */
export async function cancelJob(database: EngineDatabase, { name, id }: Job): Promise<ActAnswer> {
  const { table } = await database.schema();
  await writeRows(
    database,
    sql`UPDATE ${table('job')} SET completed_on = now(), state = 'cancelled'
      WHERE name = ${name} AND id = ${id}::uuid AND state IN ('created', 'retry', 'active') RETURNING id`,
  );
  return { type: 'sent' };
}

/** Adds a job with the input and the settings of another; that one stays as it is. */
export async function repeatJob(database: EngineDatabase, { name, id }: Job): Promise<StartResult> {
  const { table, column } = await database.schema();
  const kept = ['priority', 'expire_seconds', 'deletion_seconds', 'retry_delay', 'retry_backoff'];
  const optional = [
    'retry_delay_max',
    'policy',
    'dead_letter',
    'heartbeat_seconds',
    'group_id',
    'group_tier',
  ];
  const columns = [...kept, ...optional].filter(name => column(name, 'j') !== null);
  return insertJob(
    database,
    name,
    sql`INSERT INTO ${table('job')} (name, data, retry_limit, keep_until, ${raw(columns.join(', '))})
      SELECT j.name, j.data, j.retry_limit, now() + (j.keep_until - j.start_after), ${raw(columns.map(one => `j.${one}`).join(', '))}
      FROM ${table('job')} j WHERE j.name = ${name} AND j.id = ${id}::uuid RETURNING id::text`,
  );
}

/** Adds a job to a queue, with the queue's settings. */
export async function sendJob(
  database: EngineDatabase,
  { workflow, id, input }: StartRequest,
): Promise<StartResult> {
  if (id !== undefined && !isJobId(id))
    return { type: 'refused', reason: 'the id of a job is a UUID', hint: 'leave the id out' };
  const { table } = await database.schema();
  const data = input === undefined ? null : JSON.stringify(input);
  const settings =
    'retry_limit, retry_delay, retry_backoff, retry_delay_max, expire_seconds, deletion_seconds, policy, dead_letter';
  const given = id === undefined ? sql`gen_random_uuid()` : sql`${id}::uuid`;
  return insertJob(
    database,
    workflow,
    sql`INSERT INTO ${table('job')} (id, name, data, keep_until, ${raw(settings)})
      SELECT ${given}, q.name, ${data}::jsonb, now() + q.retention_seconds * interval '1 s', ${raw(settings)}
      FROM ${table('queue')} q WHERE q.name = ${workflow} RETURNING id::text`,
  );
}

async function insertJob(database: EngineDatabase, queue: string, insert: Sql): Promise<StartResult> {
  try {
    const [job] = await writeRows(database, insert);
    if (!job) return { type: 'not-offered', offered: [] };
    await wakeWorkers(database, queue);
    return { type: 'started', id: job.id };
  } catch (error) {
    // The policy of a queue may allow one job at a time, or one of a key.
    if (postgresErrorCode(error) === '23505')
      return { type: 'refused', reason: `the queue ${queue} takes no second job like it at the moment` };
    throw error;
  }
}

/** Workers of a queue that notifies look for jobs every 30 s otherwise. */
async function wakeWorkers(database: EngineDatabase, queue: string): Promise<void> {
  const { name, table } = await database.schema();
  const channel = sql`'pgboss_' || left(encode(sha224(${name}::bytea), 'hex'), 24)`;
  await writeRows(
    database,
    sql`SELECT pg_notify(${channel}, q.name)::text AS id FROM ${table('queue')} q WHERE q.name = ${queue} AND q.notify`,
  );
}

const rowSchema = v.array(v.object({ id: v.string() }));

async function writeRows(database: EngineDatabase, { text, values }: Sql) {
  return database.write(async client => v.parse(rowSchema, (await client.query(text, values)).rows));
}
