import { type Fields, fieldsOf, isRecord, textOf } from '../../model/is-record.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import type { Log, RunError } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import type { WorkItem } from '../kit/work-items.ts';

export type HistoryEvent = {
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly fields: Fields;
};

type Item = { -readonly [Member in keyof WorkItem]: WorkItem[Member] };

export type HistoryWork = { readonly items: Map<string, Item>; readonly logs: Log[] };

export function addEvent(work: HistoryWork, event: HistoryEvent): void {
  begins[event.type]?.(work, event);
  const [, subject = '', outcome = ''] = /^(\w+?)([A-Z][a-z]+|TimedOut)$/.exec(event.type) ?? [];
  const [begun, status] = [begunBy[subject], endings[outcome]];
  if (begun !== undefined && status) end(work, event, event.fields[begun], status);
}

/** By what ended (`ActivityTask` of `ActivityTaskTimedOut`): the field with the id of its first event. */
const begunBy: Readonly<Record<string, string>> = {
  ...{ ActivityTask: 'scheduledEventId', NexusOperation: 'scheduledEventId', Timer: 'startedEventId' },
  ...{ StartChildWorkflowExecution: 'initiatedEventId', ChildWorkflowExecution: 'initiatedEventId' },
  ...{ SignalExternalWorkflowExecution: 'initiatedEventId', ExternalWorkflowExecution: 'initiatedEventId' },
  ...{ RequestCancelExternalWorkflowExecution: 'initiatedEventId' },
  ExternalWorkflowExecutionCancel: 'initiatedEventId',
};

const endings: Readonly<Record<string, RunStatus>> = {
  ...{ Completed: 'success', Fired: 'success', Failed: 'failed', TimedOut: 'failed' },
  ...{ Canceled: 'canceled', Terminated: 'canceled', Signaled: 'success', Requested: 'success' },
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
  NexusOperationScheduled: (work, event) =>
    begin(work, event, { name: operationIn(event.fields) ?? 'unnamed', type: 'nexus' }),
  SignalExternalWorkflowExecutionInitiated: (work, event) =>
    begin(work, event, {
      name: `signal ${textOf(event.fields.signalName) ?? ''} to ${calledIn(event)}`,
      type: 'action',
    }),
  RequestCancelExternalWorkflowExecutionInitiated: (work, event) =>
    begin(work, event, { name: `cancel ${calledIn(event)}`, type: 'action' }),
  WorkflowExecutionSignaled: (work, event) =>
    point(work, event, { name: `signal ${textOf(event.fields.signalName) ?? ''}`, type: 'hook' }),
  WorkflowExecutionUpdateAccepted: (work, event) => {
    const { name, args } = fieldsOf(fieldsOf(event.fields.acceptedRequest).input);
    begin(work, event, { name: `update ${textOf(name) ?? ''}`, type: 'hook', input: () => payloadsOf(args) });
  },
  WorkflowExecutionUpdateCompleted: (work, event) => {
    const { acceptedEventId, outcome } = event.fields;
    const { success, failure } = fieldsOf(outcome);
    const completed = { ...event, fields: { result: success, failure } };
    end(work, completed, acceptedEventId ?? openUpdate(work), failure === undefined ? 'success' : 'failed');
  },
  MarkerRecorded: (work, event) => {
    const local = localActivityOf(event.fields);
    if (local) point(work, event, local);
  },
  WorkflowTaskFailed: ({ logs }, { at, fields }) => {
    const cause = enumOf(fields.cause, taskFailedCause) ?? 'no cause';
    const reason = failureOf(fields.failure)?.error.message;
    const base = resetFrom(fields) === undefined ? undefined : textOf(fields.baseRunId);
    const title = base === undefined ? `workflow task failed, ${cause}` : `reset from ${base}`;
    const message = `${title}${reason === undefined ? '' : `: ${reason}`}`;
    logs.push({ at, level: base === undefined ? 'error' : 'info', message, attributes: {} });
  },
  WorkflowTaskTimedOut: ({ logs }, { at }) =>
    logs.push({ at, level: 'warn', message: 'workflow task timed out', attributes: {} }),
};

const taskFailedCause = 'WORKFLOW_TASK_FAILED_CAUSE_';

/** The id of the run that a reset began; its history begins with that of the run that was reset. */
export function resetFrom({ cause, newRunId }: Fields): string | undefined {
  return enumOf(cause, taskFailedCause) === 'ResetWorkflow' ? textOf(newRunId) : undefined;
}

/** True of a failure in the workflow's code: each retry fails until the code changes. */
export function isStuck({ cause }: Fields): boolean {
  const word = enumOf(cause, taskFailedCause);
  return word === 'NonDeterministicError' || word === 'WorkflowWorkerUnhandledFailure';
}

function calledIn({ fields }: HistoryEvent): string {
  return textOf(fieldsOf(fields.workflowExecution).workflowId) ?? 'another run';
}

function operationIn({ service, operation }: Fields): string | undefined {
  const name = textOf(operation);
  return name && [...(textOf(service) ? [service] : []), name].join('.');
}

type Begun = Pick<WorkItem, 'name' | 'type'> & Partial<WorkItem>;

function begin({ items }: HistoryWork, { id, at, fields }: HistoryEvent, begun: Begun): void {
  const input = () => payloadsOf(fields.input);
  items.set(id, { id: `event-${id}`, createdAt: at, status: 'running', input, ...begun });
}

/** A history that was cut may lack the item. */
function end({ items }: HistoryWork, { at, fields }: HistoryEvent, begun: unknown, status: RunStatus): void {
  const item = items.get(String(begun));
  const error = failureOf(fields.failure)?.error ?? (status === 'failed' ? causeOf(fields) : undefined);
  if (!item) return;
  Object.assign(item, { status, endedAt: at, wakeAt: undefined, output: () => payloadsOf(fields.result) });
  if (error) item.error = error;
}

function causeOf({ cause }: Fields): RunError | undefined {
  const [prefix] = /^\w+?_CAUSE_/.exec(textOf(cause) ?? '') ?? [];
  const message = prefix === undefined ? textOf(cause) : enumOf(cause, prefix);
  return message === undefined ? undefined : { value: { message }, message };
}

function point(work: HistoryWork, event: HistoryEvent, begun: Begun): void {
  const { details, failure } = event.fields;
  const { result, output = result } = fieldsOf(details);
  const { endedAt: at = event.at, ...item } = begun;
  begin(work, event, item);
  end(work, { ...event, at, fields: { failure, result: output } }, event.id, failure ? 'failed' : 'success');
}

function nameIn(type: unknown): string {
  return textOf(fieldsOf(type).name) ?? 'unnamed';
}

/** Older servers do not say which update was completed: the open one. */
function openUpdate({ items }: HistoryWork): string | undefined {
  return [...items].findLast(([, { type, status }]) => type === 'hook' && status === 'running')?.[0];
}

const mostAttempts = 100;

/** A history has only the number of the last attempt, and the latest failure before it. */
function attemptsOf({ attempt, lastFailure }: Fields, at: number): Partial<Item> {
  const count = Number(attempt ?? 1);
  if (!(count > 1)) return { startedAt: at };
  const error = failureOf(lastFailure)?.error;
  if (count > mostAttempts)
    return { lastStartedAt: at, attempt: count, attributes: { lastFailure: error?.message } };
  const attempts = Array.from({ length: count - 1 }, (_, n) => (n === count - 2 && error ? { error } : {}));
  return { lastStartedAt: at, attempts };
}

/** SDKs record local activities as markers, each in its own form. */
function localActivityOf({ markerName, details }: Fields): Begun | undefined {
  if (!/local_?activity/i.test(textOf(markerName) ?? '')) return undefined;
  const { data, type } = fieldsOf(details);
  const marker = fieldsOf(payloadsOf(data));
  const name = textOf(marker.activity_type ?? marker.activityType ?? marker.ActivityType ?? payloadsOf(type));
  const [from, to] = [timeOf(marker.original_schedule_time), timeOf(marker.complete_time)];
  const times = from !== undefined && to !== undefined && from <= to ? { createdAt: from, endedAt: to } : {};
  const attempt = Number(marker.attempt ?? marker.Attempt ?? 1) || 1;
  return { name: name ?? 'local activity', type: 'action', attempt, ...times };
}

/** Epoch ms of `2026-12-01T10:00:00.123456789Z`, or of seconds and nanoseconds. */
export function timeOf(value: unknown): number | undefined {
  const { seconds, nanos } = fieldsOf(value);
  const ms =
    typeof value === 'string' ? Date.parse(value) : Number(seconds) * 1_000 + Number(nanos ?? 0) / 1_000_000;
  return Number.isFinite(ms) ? Math.floor(ms) : undefined;
}

/** In ms, of `0.100s`, or of seconds and nanoseconds. */
function durationOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return timeOf(value);
  const seconds = Number.parseFloat(value);
  return Number.isFinite(seconds) ? Math.round(seconds * 1_000) : undefined;
}

/** Either spelling of an enum: `StartToClose` of `TIMEOUT_TYPE_START_TO_CLOSE`. */
export function enumOf(value: unknown, prefix: string): string | undefined {
  const text = textOf(value);
  if (!text?.startsWith(prefix)) return text;
  const words = text.slice(prefix.length).toLowerCase().split('_');
  return words.map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}

/** A single value stands for its list; `undefined` for none. */
export function payloadsOf(value: unknown): unknown {
  const { payloads = value, metadata } = fieldsOf(value);
  if (metadata !== undefined) return payloadOf(value);
  const list: unknown = Array.isArray(value) ? value : payloads;
  // Some exports write the decoded values in place of the payloads.
  const all = Array.isArray(list) ? list.map(one => (fieldsOf(one).metadata ? payloadOf(one) : one)) : [];
  return all.length > 1 ? all : all[0];
}

/** Names the encoding of a payload that cannot be decoded, such as an encrypted one. */
function payloadOf(value: unknown): unknown {
  const { metadata, data } = fieldsOf(value);
  const encoding = decode(fieldsOf(metadata).encoding);
  if (encoding === 'binary/null') return null;
  const text = decode(data);
  if (encoding?.startsWith('json/') && text !== undefined) {
    const parsed = parseExactJson(text);
    return parsed === undefined ? text : parsed;
  }
  return { encoding: encoding ?? 'unknown', base64: data };
}

function decode(base64: unknown): string | undefined {
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString('utf8') : undefined;
}

export function namedPayloads(value: unknown): Fields | undefined {
  const { fields, indexedFields } = fieldsOf(value);
  const all = Object.entries(fieldsOf(fields ?? indexedFields));
  if (all.length === 0) return undefined;
  return Object.fromEntries(all.map(([name, payload]) => [name, payloadOf(payload)]));
}

export type Failure = { readonly error: RunError; readonly step?: string };

const mostCauses = 50;

/** Finds the program's failure inside the engine's: which activity or child failed is no cause. */
export function failureOf(value: unknown, depth = 0): Failure | undefined {
  if (!isRecord(value) || depth > mostCauses) return undefined;
  const step = placeOf(value);
  const inner = step === undefined ? undefined : failureOf(value.cause, depth + 1);
  if (inner) return { ...inner, step: inner.step ?? step };
  return { error: toError(value, depth), step };
}

function placeOf(failure: Fields): string | undefined {
  const activity = fieldsOf(fieldsOf(failure.activityFailureInfo).activityType).name;
  const child = fieldsOf(fieldsOf(failure.childWorkflowExecutionFailureInfo).workflowType).name;
  return (
    textOf(activity) ?? textOf(child) ?? operationIn(fieldsOf(failure.nexusOperationExecutionFailureInfo))
  );
}

function toError(failure: Fields, depth: number): RunError {
  const { stackTrace, encodedAttributes } = failure;
  const hidden = isRecord(encodedAttributes) ? payloadOf(encodedAttributes) : undefined;
  // A codec may move message and stack here, decoded or encrypted.
  const { message = failure.message, stack_trace: trace = stackTrace } = fieldsOf(hidden);
  const name = nameOf(failure);
  const text = textOf(message) ?? name ?? 'no message';
  const frames = textOf(trace);
  const isWhole = frames?.split('\n', 1)[0]?.endsWith(text.split('\n', 1)[0] ?? '');
  const stack = frames === undefined || isWhole ? frames : `${name ?? 'Error'}: ${text}\n${frames}`;
  const cause = failureOf(failure.cause, depth + 1)?.error.value;
  const { details, nonRetryable } = fieldsOf(failure.applicationFailureInfo);
  const value = {
    ...(name === undefined ? {} : { name }),
    message: text,
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause }),
    ...(payloadsOf(details) === undefined ? {} : { details: payloadsOf(details) }),
    ...(nonRetryable === true ? { nonRetryable } : {}),
    ...(hidden !== undefined && fieldsOf(hidden).encoding !== undefined ? { encodedAttributes: hidden } : {}),
  };
  return { value, name, message: text, stack };
}

function nameOf(failure: Fields): string | undefined {
  const { applicationFailureInfo, timeoutFailureInfo, canceledFailureInfo, terminatedFailureInfo } = failure;
  if (isRecord(timeoutFailureInfo)) {
    const kind = enumOf(timeoutFailureInfo.timeoutType, 'TIMEOUT_TYPE_');
    return kind === undefined ? 'TimeoutFailure' : `TimeoutFailure ${kind}`;
  }
  if (isRecord(canceledFailureInfo)) return 'CanceledFailure';
  if (isRecord(terminatedFailureInfo)) return 'TerminatedFailure';
  return textOf(fieldsOf(applicationFailureInfo).type);
}
