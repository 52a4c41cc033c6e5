import { textOrNumber } from '../failure/error-parts.ts';
import { causeOfError } from '../failure/summarize-failure.ts';
import { isObject, isRecord } from '../is-record.ts';
import {
  durationMs,
  type ErrorSummary,
  type Run,
  type RunSummary,
  runningMs,
  type Settled,
  type Trigger,
} from '../run.ts';
import { fieldConverter, printedFields } from '../run-fields.ts';
import { toIsoTime } from '../text/formats.ts';
import { runSlowness } from '../usual/usual.ts';

const afterTimes = printedFields.indexOf('finishedAt') + 1;
const toJson = { time: toIsoTime, trigger: toTriggerJson, error: withoutFailure, settled: toSettledJson };
const firstFields = fieldConverter(printedFields.slice(0, afterTimes), toJson);
const lastFields = fieldConverter(printedFields.slice(afterTimes), toJson);

/** Keys as in the model, times in ISO 8601, no absent members. */
export function toSummaryJson(run: RunSummary, now: number) {
  return {
    ...firstFields(run),
    durationMs: durationMs(run, now),
    runningMs: runningMs(run, now),
    usual: run.usual,
    slowness: runSlowness(run, now),
    ...lastFields(run),
  };
}

/** Payloads stay as recorded. */
export function toRunJson(run: Run, now: number) {
  return {
    ...toSummaryJson(run, now),
    input: run.input,
    output: run.output,
    error: run.error,
    usage: run.usage,
    cancel: run.cancel && { ...run.cancel, requestedAt: toIsoTime(run.cancel.requestedAt) },
    retries: run.retries,
    raw: run.raw,
    messages: toRecordJson(run.messages, 'messages'),
    steps: toRecordJson(run.steps, 'steps'),
    trace: toRecordJson(run.trace, 'trace'),
  };
}

/** Stores keep `failure` for themselves; users see the id of the group. */
function withoutFailure({ failure: _, ...error }: ErrorSummary): Omit<ErrorSummary, 'failure'> {
  return error;
}

function toTriggerJson(trigger: Trigger) {
  return { ...trigger, at: trigger.at === undefined ? undefined : toIsoTime(trigger.at) };
}

function toSettledJson(settled: Settled) {
  return { ...settled, at: toIsoTime(settled.at) };
}

/** A part of a run that the program itself describes; payloads and attributes have no shape. */
export type RecordShape = keyof typeof members;

/** The shape of each member of an object, or of each item of a list. */
const members = {
  steps: 'step',
  step: { startedAt: 'time', finishedAt: 'time', wakeAt: 'time', error: 'error' },
  messages: 'message',
  message: { at: 'time' },
  trace: { spans: 'spans', logs: 'logs' },
  spans: 'span',
  /** `steps` are attempts that are copied with the span. */
  span: { startAt: 'time', endAt: 'time', events: 'events', steps: 'steps' },
  events: 'event',
  event: { at: 'time' },
  logs: 'log',
  log: { at: 'time' },
  /** Epoch ms. */
  time: {},
  /** Printed with its innermost cause. */
  error: {},
} as const;

export function shapeOfMember(shape: RecordShape, name: string): RecordShape | undefined {
  const of: string | Readonly<Record<string, RecordShape>> = members[shape];
  if (typeof of === 'string') return of as RecordShape;
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

/** Times in ISO 8601, errors of steps with their cause. */
export function toRecordJson(value: unknown, shape: RecordShape): unknown {
  if (shape === 'time') return typeof value === 'number' ? toIsoTime(value) : value;
  if (!isObject(value)) return value;
  if (shape === 'error') return withCause(value);
  const of: string | Readonly<Record<string, RecordShape>> = members[shape];
  if (typeof of === 'string')
    return Array.isArray(value) ? value.map(item => toRecordJson(item, of as RecordShape)) : value;
  const copy: Record<string, unknown> = { ...value };
  for (const [name, member] of Object.entries(of)) {
    if (copy[name] !== undefined) copy[name] = toRecordJson(copy[name], member);
  }
  return copy;
}

/** A known cause stays, since the recorded value may have lost a part. */
function withCause(error: object): object {
  if (!isRecord(error) || 'cause' in error) return error;
  const { name, message, code, stack, value } = error;
  const cause = causeOfError({
    name: textOrNumber(name),
    message: textOrNumber(message),
    code: textOrNumber(code),
    stack: textOrNumber(stack),
    value,
  });
  return cause ? { ...error, cause } : error;
}
