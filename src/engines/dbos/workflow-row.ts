import * as v from 'valibot';
import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { isRecord } from '../../model/is-record.ts';
import type { ErrorSummary, RunSummary, Trigger } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import { toRecordedError } from '../kit/serialized-error.ts';
import { decodeFailure } from './stored-values.ts';

/** By DBOS's words, and by `SLEEPING` and `WAITING` for what its `PENDING` may be. */
export const workflowStatuses: Readonly<Record<string, RunStatus>> = {
  ...{ ENQUEUED: 'queued', DELAYED: 'queued', PENDING: 'running', SLEEPING: 'sleeping', WAITING: 'waiting' },
  ...{ SUCCESS: 'success', ERROR: 'failed', MAX_RECOVERY_ATTEMPTS_EXCEEDED: 'failed', CANCELLED: 'canceled' },
};

const word = v.nullish(v.string());
const number = v.nullish(v.number());

const partsSchema = v.object({
  id: v.string(),
  /** All columns but the payloads: versions differ in them. */
  own: v.looseObject({
    name: v.nullish(v.string(), ''),
    status: v.nullish(v.string(), ''),
    created_at: v.number(),
    ...{ authenticated_user: word, application_name: word, application_version: word, executor_id: word },
    ...{ queue_name: word, schedule_name: word, parent_workflow_id: word, forked_from: word },
    ...{ recovery_attempts: number, delay_until_epoch_ms: number },
  }),
  started_at: number,
  finished_at: number,
  /** Since when a pending run sleeps or waits, and until when. */
  pause: v.nullish(v.object({ state: v.picklist(['SLEEPING', 'WAITING']), at: v.number(), due: v.number() })),
  /** Whether no process is connected that would run it. */
  is_stranded: v.nullish(v.boolean()),
  step_count: v.number(),
  /** What was thrown, by which step where one threw the same, and the place of the step that failed. */
  failure: v.nullish(v.object({ error: word, step: word, place: number })),
});

export const workflowSchema = v.pipe(v.custom<Row>(isRecord), v.transform(withOwn), partsSchema);

type Row = Readonly<Record<string, unknown>>;

/** Gathers the columns that are named `own.…`, as far as they hold something. */
function withOwn(row: Row): Row {
  const own: Record<string, unknown> = {};
  const parts: Record<string, unknown> = { own };
  for (const [name, value] of Object.entries(row)) {
    if (!name.startsWith(prefix)) parts[name] = value;
    else if (value !== null) own[name.slice(prefix.length)] = value;
  }
  return parts;
}

const prefix = 'own.';

export type Workflow = v.InferOutput<typeof workflowSchema>;

/** The queue of DBOS's own, where what is resumed or forked is put. */
export const internalQueue = '_dbos_internal_queue';

export function toWorkflowSummary(row: Workflow): RunSummary {
  const { own, pause } = row;
  const { recovery_attempts: attempts } = own;
  const isDelayed = own.status === 'DELAYED';
  return {
    ...{ id: row.id, kind: 'workflow', name: own.name, models: [], services: [] },
    status: statusOf(pause?.state ?? own.status),
    statusRaw: own.status,
    statusLabel: isDelayed ? 'Scheduled' : undefined,
    strandedBy: row.is_stranded ? whyStranded(own) : undefined,
    wakeAt:
      (isDelayed ? own.delay_until_epoch_ms : pause?.state === 'SLEEPING' ? pause.due : null) ?? undefined,
    waitingFor: pause?.state === 'WAITING' ? 'a message or an event' : undefined,
    trigger: triggerOf(row),
    actor: own.authenticated_user || undefined,
    project: own.application_name || undefined,
    createdAt: own.created_at,
    queuedAt: own.queue_name ? own.created_at : undefined,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    stepCount: row.step_count,
    attempt: attempts && attempts > 1 ? attempts : undefined,
    parentId: own.parent_workflow_id ?? undefined,
    retryOf: own.forked_from ?? undefined,
    errorSummary: toErrorSummary(row),
  };
}

/** What would run it, too. */
function whyStranded({ status, executor_id, application_version }: Workflow['own']): string {
  const version = application_version ? ` of version ${application_version}` : '';
  const executor = status === 'PENDING' ? ` with the executor ${executor_id}` : '';
  return `no process${version}${executor} is connected to the database; one that starts runs it`;
}

export function statusOf(word: string): RunStatus {
  return workflowStatuses[word] ?? 'unknown';
}

function triggerOf({ own }: Workflow): Trigger {
  const { schedule_name: schedule, parent_workflow_id: parent, forked_from: origin, queue_name: queue } = own;
  if (schedule) return { type: 'schedule', label: schedule, raw: schedule };
  if (parent) return { type: 'workflow', label: 'Workflow', raw: parent };
  if (origin) return { type: 'fork', label: 'Fork', raw: origin };
  if (queue && queue !== internalQueue) return { type: 'queue', label: queue, raw: queue };
  return { type: 'api', label: 'API', raw: 'startWorkflow()' };
}

const exceeded = 'its process ended each time while it ran, and DBOS recovers it no more';

function toErrorSummary({ own, failure }: Workflow): ErrorSummary | undefined {
  if (statusOf(own.status) !== 'failed') return undefined;
  const thrown = own.status === 'ERROR' ? decodeFailure(failure?.error).at(-1) : exceeded;
  const error = toRecordedError(thrown ?? '');
  return summarizeFailure({ error, step: failure?.step ?? undefined, name: own.name });
}
