import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { type Fields, fieldsOf, isRecord, textOf } from '../../model/is-record.ts';
import type { CancelState, Log, RunError, RunSummary, Trigger } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import type { WorkItem } from '../kit/work-items.ts';
import {
  addEvent,
  enumOf,
  type Failure,
  failureOf,
  type HistoryEvent,
  type HistoryWork,
  isStuck,
  namedPayloads,
  payloadsOf,
  resetFrom,
  timeOf,
} from './history-work.ts';

export type HistoryRun = {
  readonly summary: RunSummary;
  readonly events: number;
  readonly items: readonly WorkItem[];
  readonly logs: readonly Log[];
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: RunError;
  readonly cancel?: CancelState;
  readonly raw: Readonly<Record<string, unknown>>;
};

/** Exports hold a list of events, or an object around it. */
export function eventsIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value.every(isEvent) && value.length > 0 ? value : undefined;
  const { events, history } = fieldsOf(value);
  return Array.isArray(events) ? eventsIn(events) : history === undefined ? undefined : eventsIn(history);
}

function isEvent(value: unknown): boolean {
  return isRecord(value) && (value.eventType !== undefined || value.event_type !== undefined);
}

type Source = { readonly fileId: string; readonly isCut?: boolean };

/** `undefined` where the first event does not start a workflow. Events of unknown types are passed over. */
export function parseHistory(recorded: readonly unknown[], source: Source): HistoryRun | undefined {
  const events = recorded.flatMap(toEvent);
  const [first] = events;
  if (first?.type !== 'WorkflowExecutionStarted') return undefined;
  const work: HistoryWork = { items: new Map(), logs: [] };
  for (const event of events) addEvent(work, event);
  return toRun(first, events, work, source);
}

function toEvent(value: unknown): readonly HistoryEvent[] {
  const fields = camelCased(fieldsOf(value));
  const at = timeOf(fields.eventTime);
  const type = enumOf(fields.eventType, 'EVENT_TYPE_');
  if (at === undefined || type === undefined) return [];
  const own = Object.entries(fields).find(([name]) => name.endsWith('EventAttributes'))?.[1];
  return [{ id: String(fields.eventId), at, type, fields: camelCased(fieldsOf(own)) }];
}

/** Some exports keep the names of the protocol: `event_type`. */
function camelCased(fields: Fields): Fields {
  const names = Object.keys(fields);
  if (!names.some(name => name.includes('_'))) return fields;
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(names.map(name => [camel(name), fields[name]]));
}

type End = { readonly status: RunStatus; readonly label?: string };

/** Nobody knows whether the run went on after the export. */
const openAtExport: End = { status: 'unknown', label: 'Open at export' };
const cutShort: End = { status: 'unknown', label: 'File cut short' };

const ends: Readonly<Record<string, End>> = {
  WorkflowExecutionCompleted: { status: 'success' },
  WorkflowExecutionFailed: { status: 'failed' },
  WorkflowExecutionTimedOut: { status: 'failed', label: 'Timed out' },
  WorkflowExecutionCanceled: { status: 'canceled' },
  WorkflowExecutionTerminated: { status: 'canceled', label: 'Terminated' },
  WorkflowExecutionContinuedAsNew: { status: 'success', label: 'Continued' },
};

function toRun(
  { at: createdAt, fields }: HistoryEvent,
  events: readonly HistoryEvent[],
  work: HistoryWork,
  { fileId, isCut }: Source,
): HistoryRun {
  const closed = events.findLast(({ type }) => Object.hasOwn(ends, type));
  const end = closed && ends[closed.type];
  const name = textOf(fieldsOf(fields.workflowType).name) ?? 'unnamed';
  const last = (closed ?? events.at(-1))?.at ?? createdAt;
  // What was still open when the run ended is canceled.
  const left = end ? ('canceled' as const) : ('unknown' as const);
  const items = [...work.items.values()].map(item =>
    item.endedAt === undefined ? { ...item, status: left, endedAt: last } : item,
  );
  const failure = closed && endFailure(closed);
  const task = events.findLast(
    ({ type }) => type === 'WorkflowTaskCompleted' || type === 'WorkflowTaskFailed',
  );
  const lastError = work.logs.findLast(({ level }) => level === 'error');
  const strandedBy = !end && task && isStuck(task.fields) ? lastError?.message : undefined;
  const { status, label } = end ?? (isCut ? cutShort : openAtExport);
  const { parentWorkflowExecution, continuedExecutionRunId, initiator, workflowId, identity } = fields;
  const attempt = Number(fields.attempt ?? 1);
  const isRetry = enumOf(initiator, 'CONTINUE_AS_NEW_INITIATOR_') === 'Retry';
  const reset = events.findLast(event => resetFrom(event.fields) !== undefined)?.fields;
  const runId = (reset && resetFrom(reset)) ?? textOf(fields.originalExecutionRunId);
  const { newExecutionRunId } = closed?.fields ?? {};
  const error = failure?.error;
  return {
    events: events.length,
    summary: {
      ...{ id: runId ?? fileId, kind: 'workflow', name, status, statusLabel: label, strandedBy },
      ...{ trigger: triggerOf(fields), actor: textOf(identity), createdAt },
      startedAt: events.find(({ type }) => type === 'WorkflowTaskStarted')?.at,
      ...{ finishedAt: last, models: [], services: [], stepCount: items.length },
      ...{ attempt: attempt > 1 ? attempt : undefined },
      parentId: textOf(fieldsOf(parentWorkflowExecution).runId),
      retryOf: reset ? textOf(reset.baseRunId) : isRetry ? textOf(continuedExecutionRunId) : undefined,
      errorSummary: failure && summarizeFailure({ error: failure.error, step: failure.step, name }),
    },
    ...{ items, logs: work.logs, input: payloadsOf(fields.input), error },
    cancel: cancelIn(events),
    output: closed?.type === 'WorkflowExecutionCompleted' ? payloadsOf(closed.fields.result) : undefined,
    raw: {
      ...{ workflowId, taskQueue: fieldsOf(fields.taskQueue).name, cronSchedule: fields.cronSchedule },
      ...{ memo: namedPayloads(fields.memo), searchAttributes: namedPayloads(fields.searchAttributes) },
      ...{ continuedFrom: continuedExecutionRunId, continuedAs: newExecutionRunId, events: events.length },
    },
  };
}

function endFailure({ type, fields }: HistoryEvent): Failure | undefined {
  if (type === 'WorkflowExecutionFailed') return failureOf(fields.failure);
  const message = 'the run took longer than its timeout';
  const name = 'TimeoutFailure';
  return type === 'WorkflowExecutionTimedOut'
    ? { error: { value: { name, message }, name, message } }
    : undefined;
}

function cancelIn(events: readonly HistoryEvent[]): CancelState | undefined {
  const asked = events.findLast(({ type }) => Object.hasOwn(cancelWords, type));
  if (!asked) return undefined;
  const { identity, cause, reason = cause } = asked.fields;
  const outcome = [cancelWords[asked.type] ?? '', textOf(reason) ?? '']
    .filter(word => word !== '')
    .join(': ');
  return { requestedAt: asked.at, by: textOf(identity), outcome: outcome || undefined };
}

const cancelWords: Readonly<Record<string, string>> = {
  WorkflowExecutionCancelRequested: '',
  WorkflowExecutionTerminated: 'terminated',
};

function triggerOf({ cronSchedule, parentWorkflowExecution, searchAttributes }: Fields): Trigger {
  const scheduled = namedPayloads(searchAttributes)?.TemporalScheduledById;
  const raw = textOf(scheduled) ?? textOf(cronSchedule);
  if (raw !== undefined) return { type: 'schedule', label: 'Schedule', raw };
  if (isRecord(parentWorkflowExecution)) return { type: 'workflow', label: 'Workflow', raw: '' };
  return { type: 'api', label: 'API', raw: '' };
}
