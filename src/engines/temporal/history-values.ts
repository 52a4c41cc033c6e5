import { isRecord } from '../../model/is-record.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import type { RunError } from '../../model/run.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Epoch ms of `2026-12-01T10:00:00.123456789Z`, or of seconds and nanoseconds. */
export function timeOf(value: unknown): number | undefined {
  const { seconds, nanos } = fieldsOf(value);
  const ms =
    typeof value === 'string' ? Date.parse(value) : Number(seconds) * 1_000 + Number(nanos ?? 0) / 1_000_000;
  return Number.isFinite(ms) ? Math.floor(ms) : undefined;
}

/** In ms, of `0.100s`, or of seconds and nanoseconds. */
export function durationOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return timeOf(value);
  const seconds = Number.parseFloat(value);
  return Number.isFinite(seconds) ? Math.round(seconds * 1_000) : undefined;
}

/** The word of an enum, in either spelling: `StartToClose` of `TIMEOUT_TYPE_START_TO_CLOSE`. */
export function enumOf(value: unknown, prefix: string): string | undefined {
  const text = textOf(value);
  if (!text?.startsWith(prefix)) return text;
  const words = text.slice(prefix.length).toLowerCase().split('_');
  return words.map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}

/** One value as it is, several as a list; `undefined` for none. */
export function payloadsOf(value: unknown): unknown {
  const { payloads = value, metadata } = fieldsOf(value);
  if (metadata !== undefined) return payloadOf(value);
  const given: unknown = Array.isArray(value) ? value : payloads;
  // Some exports write the decoded values in place of the payloads.
  const all = Array.isArray(given) ? given.map(one => (fieldsOf(one).metadata ? payloadOf(one) : one)) : [];
  return all.length > 1 ? all : all[0];
}

/** A payload that only its program can read, as an encrypted one, is named and not decoded. */
function payloadOf(value: unknown): unknown {
  const { metadata, data } = fieldsOf(value);
  const encoding = decode(fieldsOf(metadata).encoding);
  if (encoding === 'binary/null') return null;
  const text = decode(data);
  if (encoding?.startsWith('json/') && text !== undefined) return tryParseJson(text) ?? text;
  return { encoding: encoding ?? 'unknown', base64: data };
}

function decode(base64: unknown): string | undefined {
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString('utf8') : undefined;
}

/** A map of payloads by name, as memo and search attributes are. */
export function namedPayloads(value: unknown): Fields | undefined {
  const { fields, indexedFields } = fieldsOf(value);
  const all = Object.entries(fieldsOf(fields ?? indexedFields));
  if (all.length === 0) return undefined;
  return Object.fromEntries(all.map(([name, payload]) => [name, payloadOf(payload)]));
}

/** What failed, and in which activity or child, as far as the failure says. */
export type Failure = { readonly error: RunError; readonly step?: string };

const mostCauses = 50;

/**
 * The failure of a program inside of those by which the engine reports it: that an activity or a child has
 * failed is its place, and no cause.
 */
export function failureOf(value: unknown, depth = 0): Failure | undefined {
  if (!isRecord(value) || depth > mostCauses) return undefined;
  const step = placeOf(value);
  const inner = step === undefined ? undefined : failureOf(value.cause, depth + 1);
  if (inner) return { ...inner, step: inner.step ?? step };
  const error = toError(value, depth);
  return { error, ...(step === undefined ? {} : { step }) };
}

function placeOf({ activityFailureInfo, childWorkflowExecutionFailureInfo }: Fields): string | undefined {
  const activity = fieldsOf(fieldsOf(activityFailureInfo).activityType).name;
  const child = fieldsOf(fieldsOf(childWorkflowExecutionFailureInfo).workflowType).name;
  return textOf(activity) ?? textOf(child);
}

function toError(failure: Fields, depth: number): RunError {
  const { stackTrace, encodedAttributes } = failure;
  const hidden = isRecord(encodedAttributes) ? payloadOf(encodedAttributes) : undefined;
  // A codec may keep the message and the stack apart, where they are not encrypted.
  const { message = failure.message, stack_trace: trace = stackTrace } = fieldsOf(hidden);
  const name = nameOf(failure);
  const text = textOf(message) ?? name ?? 'no message';
  const frames = textOf(trace);
  const stack = frames === undefined ? undefined : `${name ?? 'Error'}: ${text}\n${frames}`;
  const cause = failureOf(failure.cause, depth + 1)?.error.value;
  const { details, nonRetryable } = fieldsOf(failure.applicationFailureInfo);
  const value = {
    ...(name === undefined ? {} : { name }),
    message: text,
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause }),
    ...(payloadsOf(details) === undefined ? {} : { details: payloadsOf(details) }),
    ...(nonRetryable === true ? { nonRetryable } : {}),
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
