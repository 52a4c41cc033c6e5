import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { defineMember, isRecord } from '../../model/is-record.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import type { ErrorSummary, RunSummary, Trigger } from '../../model/run.ts';
import { isActive, meaningOf, type RunStatus } from '../../model/status.ts';
import { toRecordedError } from '../kit/serialized-error.ts';
import type { WorkItem } from '../kit/work-items.ts';

/** DBOS's statuses; `SLEEPING` and `WAITING` are told apart from its `PENDING`. */
export const workflowStatuses: Readonly<Record<string, RunStatus>> = {
  ...{ ENQUEUED: 'queued', DELAYED: 'queued', PENDING: 'running', SLEEPING: 'sleeping', WAITING: 'waiting' },
  ...{ SUCCESS: 'success', ERROR: 'failed', MAX_RECOVERY_ATTEMPTS_EXCEEDED: 'failed', CANCELLED: 'canceled' },
};

const word = v.nullish(v.string());
const number = v.nullish(v.number());

const partsSchema = v.object({
  id: v.string(),
  own: v.looseObject({
    name: v.nullish(v.string(), ''),
    status: v.nullish(v.string(), ''),
    ...{ created_at: v.number(), updated_at: number },
    ...{ authenticated_user: word, application_name: word, application_version: word, executor_id: word },
    ...{ queue_name: word, schedule_name: word, parent_workflow_id: word, forked_from: word },
    ...{ recovery_attempts: number, delay_until_epoch_ms: number, workflow_deadline_epoch_ms: number },
  }),
  started_at: number,
  finished_at: number,
  /** Since when a pending run sleeps or waits, and until when. */
  pause: v.nullish(v.object({ state: v.picklist(['SLEEPING', 'WAITING']), at: v.number(), due: v.number() })),
  is_stranded: v.nullish(v.boolean()),
  step_count: v.number(),
  /** What was thrown, and the step, or the run waited for, that threw the same. */
  failure: v.nullish(v.object({ error: word, step: word })),
});

export const workflowSchema = v.pipe(v.custom<Row>(isRecord), v.transform(withOwn), partsSchema);

type Row = Readonly<Record<string, unknown>>;

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

export const internalQueue = '_dbos_internal_queue';

export function toWorkflowSummary(row: Workflow): RunSummary {
  const { own, pause } = row;
  const { recovery_attempts: attempts } = own;
  const isDelayed = own.status === 'DELAYED';
  return {
    ...{ id: row.id, kind: 'workflow', name: own.name, models: [], services: [] },
    status: statusOf(pause?.state ?? own.status),
    statusRaw: own.status,
    statusLabel: isDelayed ? 'Scheduled' : isTimedOut(row) ? 'Timed out' : undefined,
    strandedBy: row.is_stranded ? whyStranded(own) : undefined,
    wakeAt:
      (isDelayed ? own.delay_until_epoch_ms : pause?.state === 'SLEEPING' ? pause.due : null) ?? undefined,
    waitingFor: pause?.state === 'WAITING' ? 'a message or an event' : undefined,
    trigger: triggerOf(row),
    actor: own.authenticated_user || undefined,
    project: own.application_name || undefined,
    createdAt: own.created_at,
    queuedAt: queuedAt(own),
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    stepCount: row.step_count,
    attempt: attempts && attempts > 1 ? attempts : undefined,
    parentId: own.parent_workflow_id ?? undefined,
    retryOf: own.forked_from ?? undefined,
    errorSummary: toErrorSummary(row),
  };
}

/** The end of the delay; for a run that was resumed or rewound and has not begun again, its last change. */
function queuedAt({
  queue_name,
  forked_from,
  status,
  created_at,
  ...own
}: Workflow['own']): number | undefined {
  if (!queue_name) return undefined;
  if (queue_name !== internalQueue || forked_from) return Math.max(created_at, own.delay_until_epoch_ms ?? 0);
  return status === 'ENQUEUED' ? (own.updated_at ?? undefined) : undefined;
}

/** A process cancels a run at most this long after its deadline. */
const timeOutMs = 5_000;

function isTimedOut({ own, finished_at }: Workflow): boolean {
  const { status, workflow_deadline_epoch_ms: deadline } = own;
  if (status !== 'CANCELLED' || typeof deadline !== 'number' || !finished_at) return false;
  return finished_at >= deadline && finished_at < deadline + timeOutMs;
}

function whyStranded({ status, executor_id, application_version }: Workflow['own']): string {
  const version = application_version ? ` of version ${application_version}` : '';
  const executor = status === 'PENDING' ? ` with the executor ${executor_id}` : '';
  return `no process${version}${executor} is connected to the database; one that starts runs it`;
}

function statusOf(word: string): RunStatus {
  return meaningOf(word, workflowStatuses);
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

type Stored = string | null | undefined;

/**
 * Decodes to JSON, with markers for what JSON cannot hold. DBOS writes JSON with superjson's annotations and
 * a mark of its own, portable JSON, or the text of an application's serializer.
 */
export function decodeStored(text: Stored): unknown {
  if (text === null || text === undefined) return undefined;
  const stored = parseExactJson(text);
  if (stored === undefined) return text;
  if (!isRecord(stored) || stored['__dbos_serializer'] !== 'superjson') return stored;
  return isRecord(stored.meta) ? mark(stored.json, stored.meta.values) : stored.json;
}

/** A list of arguments; portable JSON adds the named arguments of other languages. */
export function decodeInput(text: Stored): unknown {
  const input = decodeStored(text);
  const { positionalArgs, namedArgs } = isRecord(input) ? input : {};
  return Array.isArray(positionalArgs) && isDeepStrictEqual(namedArgs ?? {}, {}) ? positionalArgs : input;
}

/** `["Date"]`, `{"order.at": ["Date"]}`, or `["set", {"0": ["bigint"]}]`: inner values are marked first. */
function mark(value: unknown, tree: unknown): unknown {
  const [type, inner] = Array.isArray(tree) ? tree : [undefined, tree];
  let marked = value;
  // `a.b\.c` names the member `b.c` of `a`.
  for (const [path, below] of Object.entries(isRecord(inner) ? inner : {}))
    marked = markAt(marked, path.split(/(?<!\\)\./u), below);
  return type === undefined ? marked : toMarker(marked, String(Array.isArray(type) ? type[1] : type));
}

function markAt(value: unknown, [first, ...rest]: readonly string[], tree: unknown): unknown {
  if (first === undefined) return mark(value, tree);
  const name = first.replaceAll('\\.', '.');
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return value;
  defineMember(value, name, markAt(Reflect.get(value, name), rest, tree));
  return value;
}

/** Instances of classes and symbols are shown as the values that they were made of. */
function toMarker(value: unknown, type: string): unknown {
  if (type === 'undefined') return { $type: type };
  if (/^(bigint|number|Date|URL)$/.test(type)) return { $type: type, value };
  if (type === 'regexp') return { $type: 'RegExp', value };
  if (type === 'set') return { $type: 'Set', values: value };
  if (type === 'map') return { $type: 'Map', entries: value };
  if (!/^(Buffer|Uint8Array)$/.test(type) || !Array.isArray(value)) return value;
  return { $type: type, bytes: value.length, base64: Buffer.from(value).toString('base64') };
}

/** What each of several attempts threw, else what was thrown, if anything. */
export function decodeFailure(text: Stored): readonly unknown[] {
  const value = decodeStored(text);
  if (value === undefined) return [];
  const errors = isRecord(value) && 'dbosErrorCode' in value ? value.errors : undefined;
  return Array.isArray(errors) && errors.length > 0 ? errors : [value];
}

const text = v.nullable(v.string());
const at = v.nullable(v.number());

/** A row of `operation_outputs`, which is written when a step has ended, and a sleep or a wait has begun. */
export const operationSchema = v.object({
  ...{ place: v.number(), name: v.string(), output: text, error: text, started_at: at, completed_at: at },
  ...{ child_id: text, child_status: text, child_ended_at: at },
});

type Operation = v.InferOutput<typeof operationSchema>;

export function toWorkItems(row: Workflow, operations: readonly Operation[]): readonly WorkItem[] {
  const places = new Set(operations.map(({ place }) => place));
  const byChild = Map.groupBy(operations, ({ child_id }) => child_id);
  return operations.flatMap(operation => {
    const { name, place, child_id, started_at, completed_at } = operation;
    if (name === 'DBOS.sleep') {
      const isTimer = started_at === completed_at;
      // The wait itself is recorded one place before its timer, when it ends.
      return isTimer && places.has(place - 1) ? [] : [toPause(row, operation, isTimer)];
    }
    if (child_id === null) return [toStep(row, operation)];
    const [first, ...others] = byChild.get(child_id) ?? [];
    return first === operation ? [toChild(row, first, others.at(-1) ?? first)] : [];
  });
}

/** Padded, so that ids sort in the order of the steps. */
function stepId(place: number): string {
  return `step-${String(place).padStart(6, '0')}`;
}

export function placeOfStep(id: string): number | undefined {
  const place = /^step-(\d+)(?:-try-\d+)?$/.exec(id)?.[1];
  return place === undefined ? undefined : Number(place);
}

function toStep({ own }: Workflow, operation: Operation): WorkItem {
  const { place, name, output, error, started_at, completed_at } = operation;
  const attempts = decodeFailure(error).map(toRecordedError);
  const begun = started_at ?? own.created_at;
  // A fork copies the results of earlier steps, with their old times.
  const isCopied = own.forked_from && begun < own.created_at;
  return {
    ...{ id: stepId(place), name, type: /^DBOS\.(recv|getEvent)$/.test(name) ? 'hook' : 'action' },
    createdAt: isCopied ? own.created_at : begun,
    endedAt: isCopied ? own.created_at : (completed_at ?? begun),
    status: error === null ? 'success' : 'failed',
    output: () => decodeStored(output),
    error: attempts.at(-1),
    attempts: attempts.slice(0, -1).map(one => ({ error: one })),
    ...(isCopied
      ? { attributes: { copiedFrom: own.forked_from, ranAt: new Date(begun).toISOString() } }
      : {}),
  };
}

function toPause(row: Workflow, { place, started_at, output }: Operation, isWait: boolean): WorkItem {
  const { createdAt, finishedAt, ...summary } = toWorkflowSummary(row);
  const begun = started_at ?? createdAt;
  const due = Number(output);
  const item = isWait ? { name: 'message or event', type: 'hook' } : { name: 'DBOS.sleep', type: 'sleep' };
  const shared = { id: stepId(place), ...item, createdAt: begun };
  if (!isWait && due <= (finishedAt ?? Date.now())) return { ...shared, status: 'success', endedAt: due };
  if (isActive(summary)) return { ...shared, status: isWait ? 'waiting' : 'sleeping', wakeAt: due };
  return { ...shared, status: 'canceled', endedAt: finishedAt };
}

/** `result` is the operation that waited for the child, if any. */
function toChild({ own }: Workflow, begun: Operation, result: Operation): WorkItem {
  const { place, name, child_id, child_status, child_ended_at, started_at } = begun;
  return {
    ...{ id: stepId(place), name, type: 'workflow', createdAt: started_at ?? own.created_at },
    status: child_status === null ? 'unknown' : statusOf(child_status),
    endedAt: child_ended_at ?? undefined,
    childId: child_id ?? undefined,
    output: () => decodeStored(result.output),
    error: decodeFailure(result.error).map(toRecordedError).at(-1),
  };
}
