import type { Log } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import type { WorkItem } from '../kit/work-items.ts';
import {
  durationOf,
  enumOf,
  type Fields,
  failureOf,
  fieldsOf,
  payloadsOf,
  textOf,
} from './history-values.ts';

export type HistoryEvent = {
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly fields: Fields;
};

type Item = { -readonly [Member in keyof WorkItem]: WorkItem[Member] };

/** What the events so far tell, by the id of the event that began it. */
export type HistoryWork = { readonly items: Map<string, Item>; readonly logs: Log[] };

/** Follows the work of a run by one event. Events that tell nothing of it are passed over. */
export function addEvent(work: HistoryWork, event: HistoryEvent): void {
  begins[event.type]?.(work, event);
  const ending = ends[event.type];
  if (ending) end(work, event, event.fields[ending[0]], ending[1]);
}

/** The events that end an item: the field that names the event that began it, and how it ended. */
const ends: Readonly<Record<string, readonly [begun: string, status: RunStatus]>> = {
  ActivityTaskCompleted: ['scheduledEventId', 'success'],
  ActivityTaskFailed: ['scheduledEventId', 'failed'],
  ActivityTaskTimedOut: ['scheduledEventId', 'failed'],
  ActivityTaskCanceled: ['scheduledEventId', 'canceled'],
  TimerFired: ['startedEventId', 'success'],
  TimerCanceled: ['startedEventId', 'canceled'],
  StartChildWorkflowExecutionFailed: ['initiatedEventId', 'failed'],
  ChildWorkflowExecutionCompleted: ['initiatedEventId', 'success'],
  ChildWorkflowExecutionFailed: ['initiatedEventId', 'failed'],
  ChildWorkflowExecutionTimedOut: ['initiatedEventId', 'failed'],
  ChildWorkflowExecutionCanceled: ['initiatedEventId', 'canceled'],
  ChildWorkflowExecutionTerminated: ['initiatedEventId', 'canceled'],
  NexusOperationCompleted: ['scheduledEventId', 'success'],
  NexusOperationFailed: ['scheduledEventId', 'failed'],
  NexusOperationTimedOut: ['scheduledEventId', 'failed'],
  NexusOperationCanceled: ['scheduledEventId', 'canceled'],
};

const begins: Readonly<Record<string, (work: HistoryWork, event: HistoryEvent) => void>> = {
  ActivityTaskScheduled: (work, event) =>
    begin(work, event, { name: nameIn(event.fields.activityType), type: 'action', status: 'queued' }),
  ActivityTaskStarted: ({ items }, { at, fields }) => {
    const item = items.get(String(fields.scheduledEventId));
    if (item) Object.assign(item, { status: 'running', ...attemptsOf(fields, at) });
  },
  TimerStarted: (work, event) => {
    const wakeAt = event.at + (durationOf(event.fields.startToFireTimeout) ?? 0);
    begin(work, event, { name: 'timer', type: 'sleep', status: 'sleeping', wakeAt });
  },
  StartChildWorkflowExecutionInitiated: (work, event) =>
    begin(work, event, { name: nameIn(event.fields.workflowType), type: 'workflow' }),
  ChildWorkflowExecutionStarted: ({ items }, { fields }) => {
    const item = items.get(String(fields.initiatedEventId));
    if (item) item.childId = textOf(fieldsOf(fields.workflowExecution).runId);
  },
  NexusOperationScheduled: (work, event) => {
    const { service, operation } = event.fields;
    begin(work, event, { name: `${textOf(service) ?? ''}.${textOf(operation) ?? ''}`, type: 'nexus' });
  },
  WorkflowExecutionSignaled: (work, event) =>
    point(work, event, { name: `signal ${textOf(event.fields.signalName) ?? ''}`, type: 'hook' }),
  WorkflowExecutionUpdateAccepted: (work, event) => {
    const { name, args } = fieldsOf(fieldsOf(event.fields.acceptedRequest).input);
    begin(work, event, { name: `update ${textOf(name) ?? ''}`, type: 'hook', input: () => payloadsOf(args) });
  },
  WorkflowExecutionUpdateCompleted: (work, event) => {
    const { acceptedEventId, outcome } = event.fields;
    const { success, failure } = fieldsOf(outcome);
    const told = { ...event, fields: { result: success, failure } };
    end(work, told, acceptedEventId ?? openUpdate(work), failure === undefined ? 'success' : 'failed');
  },
  MarkerRecorded: (work, event) => {
    const name = localActivityOf(event.fields);
    if (name !== undefined) point(work, event, { name, type: 'action' });
  },
  WorkflowTaskFailed: ({ logs }, { at, fields }) => {
    const cause = enumOf(fields.cause, 'WORKFLOW_TASK_FAILED_CAUSE_') ?? 'no cause';
    const told = failureOf(fields.failure)?.error.message;
    const message = `workflow task failed, ${cause}${told === undefined ? '' : `: ${told}`}`;
    logs.push({ at, level: 'error', message, attributes: {} });
  },
  WorkflowTaskTimedOut: ({ logs }, { at }) =>
    logs.push({ at, level: 'warn', message: 'workflow task timed out', attributes: {} }),
};

type Begun = Pick<WorkItem, 'name' | 'type'> & Partial<WorkItem>;

function begin({ items }: HistoryWork, { id, at, fields }: HistoryEvent, begun: Begun): void {
  const input = () => payloadsOf(fields.input);
  items.set(id, { id: `event-${id}`, createdAt: at, status: 'running', input, ...begun });
}

/** An item that a cut history lacks does not matter. */
function end({ items }: HistoryWork, { at, fields }: HistoryEvent, begun: unknown, status: RunStatus): void {
  const item = items.get(String(begun));
  const error = failureOf(fields.failure)?.error;
  if (!item) return;
  Object.assign(item, { status, endedAt: at, wakeAt: undefined, output: () => payloadsOf(fields.result) });
  if (error) item.error = error;
}

/** What the history tells by one event alone. */
function point(work: HistoryWork, event: HistoryEvent, begun: Begun): void {
  const { details, failure } = event.fields;
  const { result, output = result } = fieldsOf(details);
  begin(work, event, begun);
  end(work, { ...event, fields: { failure, result: output } }, event.id, failure ? 'failed' : 'success');
}

function nameIn(type: unknown): string {
  return textOf(fieldsOf(type).name) ?? 'unnamed';
}

/** Earlier histories do not say which update was completed: then it is the one that is open. */
function openUpdate({ items }: HistoryWork): string | undefined {
  return [...items].findLast(([, { type, status }]) => type === 'hook' && status === 'running')?.[0];
}

const mostAttempts = 100;

/** A history keeps the number of the last attempt, and of those before it the latest failure alone. */
function attemptsOf({ attempt, lastFailure }: Fields, at: number): Partial<Item> {
  const count = Number(attempt ?? 1);
  if (!(count > 1)) return { startedAt: at };
  const error = failureOf(lastFailure)?.error;
  if (count > mostAttempts)
    return { lastStartedAt: at, attempt: count, attributes: { lastFailure: error?.message } };
  const attempts = Array.from({ length: count - 1 }, (_, n) => (n === count - 2 && error ? { error } : {}));
  return { lastStartedAt: at, attempts };
}

/** The activity that a worker ran by itself, which the SDKs record as markers of their own. */
function localActivityOf({ markerName, details }: Fields): string | undefined {
  if (!/local_?activity/i.test(textOf(markerName) ?? '')) return undefined;
  const { data, type } = fieldsOf(details);
  const told = fieldsOf(payloadsOf(data));
  const name = told.activity_type ?? told.activityType ?? told.ActivityType ?? payloadsOf(type);
  return textOf(name) ?? 'local activity';
}
