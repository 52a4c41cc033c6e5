import * as v from 'valibot';
import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import type { ErrorSummary, RunSummary } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { formatDuration } from '../../model/text/formats.ts';
import { raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { type EngineSchema, selectRow } from '../kit/engine-database.ts';
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

/** By the names of its columns, which `jobColumns` reads; what another version may lack is optional. */
export const jobSchema = v.object({
  ...{ id: v.string(), name: v.string(), state: v.string(), priority: number },
  ...{ retry_limit: v.number(), retry_count: v.number(), retry_delay: number, retry_backoff: flag },
  ...{ blocked: flag, is_expired: flag, is_due: flag, created_on: time },
  ...{ start_after: v.nullish(time), started_on: v.nullish(time), completed_on: v.nullish(time) },
  ...{ expire_seconds: number, dead_letter: text, policy: text, singleton_key: text },
  ...{ source_name: text, source_id: text },
  /** The failure of the job that this is a copy of. */
  source_output: v.unknown(),
  /** What a failed attempt left; of other jobs it is read with the payloads. */
  failure: v.unknown(),
  bytes: number,
});

export type Job = v.InferOutput<typeof jobSchema>;

/** A failure of more bytes, as stored, is read with the run alone. */
const mostFailureBytes = 64 * 1_024;

/** What is read of a job in a list; `j` is its table. */
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
