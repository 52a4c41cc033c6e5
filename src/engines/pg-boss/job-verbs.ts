import type { Verb, VerbRequest } from '../../contract/verbs.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { empty, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import type { EngineDatabase } from '../kit/engine-database.ts';
import { queueSettings, writeJob } from './act-on-job.ts';
import type { Job } from './job-row.ts';

export const jobVerbs: readonly Verb[] = [
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

/** As pg-boss itself does (12.38.0), but a dead letter stays where its queue takes no second job. */
export async function performOnJob(
  database: EngineDatabase,
  { name, id, source_name: source }: Job,
  { verb }: VerbRequest,
): Promise<ActAnswer> {
  const { table, has } = await database.schema();
  const job = table('job');
  const own = sql`name = ${name} AND id = ${id}::uuid`;
  const again = sql`UPDATE ${job} SET completed_on = NULL, start_after = greatest(start_after, now())`;
  if (verb === 'redrive') return redrive(database, source ?? '', sql`${own} AND state < 'active'`);
  const isResumed = verb === 'resume';
  const set = isResumed
    ? sql`state = 'created' ${has('upsert_by_key') ? sql`, upsert_by_key = NULL` : empty}`
    : sql`state = 'retry', retry_limit = retry_limit + 1`;
  const from = isResumed ? 'cancelled' : 'failed';
  const statement = sql`${again}, ${set} WHERE ${own} AND state = ${raw(`'${from}'`)} RETURNING id::text`;
  const written = await writeJob(database, { queue: name, absent }, statement);
  return written.type === 'refused' ? written : { type: 'sent' };
}

const absent = { reason: 'its state has changed meanwhile' };
const ofJob = ['data', 'priority', 'singleton_key', 'group_id', 'group_tier', 'trace_context'];

/** The new job has the settings of its queue. */
async function redrive(database: EngineDatabase, queue: string, own: Sql): Promise<ActAnswer> {
  const { table, has } = await database.schema();
  const kept = ofJob.filter(has);
  const set = queueSettings.filter(has);
  const columns = raw(['name', ...kept, ...set].join(', '));
  const values = raw(
    ['q.name', ...kept.map(name => `c.${name}`), ...set.map(name => `q.${name}`)].join(', '),
  );
  const root = raw(has('source_root_id') ? ', source_root_id' : '');
  const rootValue = raw(has('source_root_id') ? ', coalesce(c.source_root_id, c.source_id)' : '');
  const first = sql`copied AS (DELETE FROM ${table('job')} WHERE ${own}
      AND EXISTS (SELECT FROM ${table('queue')} WHERE name = ${queue}) RETURNING *),`;
  const insert = sql`INSERT INTO ${table('job')} (keep_until, ${columns}${root})
      SELECT now() + q.retention_seconds * interval '1 s', ${values}${rootValue}
      FROM copied c JOIN ${table('queue')} q ON q.name = ${queue} RETURNING id::text`;
  const gone = {
    reason: `its state has changed meanwhile, or there is no queue ${sanitizeLine(queue)} any more`,
  };
  const written = await writeJob(database, { queue, absent: gone, first }, insert);
  return written.type === 'refused' ? written : { type: 'sent', newId: written.id };
}
