import * as v from 'valibot';
import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import type { ErrorSummary, RunSummary } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { formatDuration } from '../../model/text/formats.ts';
import { joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import type { EngineSchema } from '../kit/engine-database.ts';
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

const time = v.nullish(
  v.pipe(
    v.date(),
    v.transform(date => date.getTime()),
  ),
);

export const jobSchema = v.object({
  id: v.string(),
  name: v.string(),
  state: v.string(),
  priority: v.nullish(v.number()),
  retry_limit: v.number(),
  retry_count: v.number(),
  retry_delay: v.nullish(v.number()),
  retry_backoff: v.nullish(v.boolean()),
  blocked: v.nullish(v.boolean()),
  is_expired: v.nullish(v.boolean()),
  is_due: v.nullish(v.boolean()),
  created_on: v.pipe(
    v.date(),
    v.transform(date => date.getTime()),
  ),
  start_after: time,
  started_on: time,
  completed_on: time,
  expire_seconds: v.nullish(v.number()),
  dead_letter: v.nullish(v.string()),
  policy: v.nullish(v.string()),
  singleton_key: v.nullish(v.string()),
  source_name: v.nullish(v.string()),
  source_id: v.nullish(v.string()),
  /** The failure of the job that this is a copy of. */
  source_output: v.unknown(),
  /** What a failed attempt left; of other jobs it is read with the payloads. */
  failure: v.unknown(),
  bytes: v.nullish(v.number()),
});

export type Job = v.InferOutput<typeof jobSchema>;

const optional =
  'retry_delay retry_backoff priority blocked expire_seconds dead_letter policy singleton_key source_name source_id';
/** A failure of more bytes, as stored, is read with the run alone. */
const mostFailureBytes = 64 * 1_024;

/** What is read of a job in a list; `j` is its table. */
export function jobColumns({ column }: EngineSchema): Sql {
  const others = optional.split(' ').map(name => sql`${column(name, 'j')} AS ${raw(name)}`);
  return sql`j.id::text, j.name, j.state::text, j.retry_limit, j.retry_count, j.created_on, j.start_after,
    j.started_on, j.completed_on, ${joinSql(others, ', ')},
    coalesce(pg_column_size(j.data), 0) + coalesce(pg_column_size(j.output), 0) AS bytes,
    j.start_after <= now() AS is_due, j.state::text = 'active' AND j.started_on + ${column('expire_seconds', 'j')} * interval '1 s' < now() AS is_expired,
    CASE WHEN pg_column_size(${column('source_output', 'j')}) < ${mostFailureBytes} THEN ${column('source_output', 'j')} END AS source_output,
    CASE WHEN j.state::text IN ('failed', 'retry') AND pg_column_size(j.output) < ${mostFailureBytes} THEN j.output END AS failure`;
}

export function toJobSummary(job: Job): RunSummary {
  const status = jobStatuses[job.state] ?? 'unknown';
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
    queuedAt: job.retry_count > 0 || job.state === 'retry' ? undefined : job.created_on,
    startedAt: job.started_on ?? undefined,
    finishedAt: job.completed_on ?? undefined,
    models: [],
    services: [],
    attempt: job.started_on ? job.retry_count + 1 : undefined,
    // A copy in a queue of dead letters.
    parentId: job.source_id ?? undefined,
    errorSummary: toJobFailure(job),
  };
}

/**
 * When its last attempt ended. For a job that is tried again pg-boss keeps only the due time, which has a
 * random part where the delay grows.
 */
export function attemptEndedAt(job: Job): number | undefined {
  const { state, completed_on, started_on, start_after, retry_delay, retry_backoff } = job;
  if (completed_on || state !== 'retry') return completed_on ?? undefined;
  const isExact = start_after && started_on && typeof retry_delay === 'number' && retry_backoff === false;
  return isExact ? Math.max(started_on, start_after - 1_000 * retry_delay) : undefined;
}

/** pg-boss does not keep who sent a job. */
export const jobTrigger = { type: 'queue', label: 'Queue', raw: 'queue' };

/** A job that was resumed or tried again in place starts after it was created, and is due. */
function wakeTime({ start_after, created_on, is_due }: Job): number | undefined {
  return start_after && start_after > created_on && !is_due ? start_after : undefined;
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
  return summarizeFailure({ error: toRecordedError(failure), name });
}
