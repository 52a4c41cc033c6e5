import * as v from 'valibot';
import { isRecord } from '../../model/is-record.ts';
import type { RunError, SpanStatus } from '../../model/run.ts';
import { toStatus } from '../../model/status.ts';

/*
 * The fields that Keystroke's documentation names. The exact JSON is not documented: the spellings are ours,
 * and were not compared with the real program. A field that is absent or has another type is left out.
 */

type Schema<T> = v.GenericSchema<unknown, T>;

function optional<T>(schema: Schema<T>) {
  return v.fallback(v.optional(schema), undefined);
}

function listOf<T>(entry: Schema<T>): Schema<T[]> {
  const fitting = (values: unknown[]) =>
    values.flatMap(value => (v.is(entry, value) ? [v.parse(entry, value)] : []));
  return v.pipe(v.fallback(v.array(v.unknown()), []), v.transform(fitting));
}

const text = optional(v.string());
const textOr = (other: string) => v.fallback(v.optional(v.string(), other), other);
const id = v.pipe(v.string(), v.nonEmpty());
const number = optional(v.number());
const knownTime = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse), v.finite());
const time = optional(knownTime);
const payload = v.optional(v.unknown());
const record = v.custom<Readonly<Record<string, unknown>>>(isRecord);
const attributes = v.fallback(v.optional(record, {}), {});

const errorFields = v.object({ name: text, message: text, stack: text });
const toError = (value: string | Readonly<Record<string, unknown>>): RunError =>
  typeof value === 'string' ? { value, message: value } : { value, ...v.parse(errorFields, value) };
const error = optional(v.pipe(v.union([v.string(), record]), v.transform(toError)));

const trigger = v.object({ type: textOr('unknown'), label: text, raw: textOr(''), at: time });
const usageItem = v.object({ name: v.string(), quantity: number, unit: text, cost: number });
const toolCall = v.object({ name: textOr('unknown'), arguments: payload, result: payload, error });
const message = v.object({
  role: textOr('unknown'),
  content: payload,
  thought: text,
  toolCalls: listOf(toolCall),
  error,
});
const step = v.object({
  id,
  name: textOr('step'),
  type: textOr('action'),
  status: v.pipe(textOr(''), v.transform(toStatus)),
  attempt: v.fallback(v.optional(v.number(), 1), 1),
  startedAt: time,
  finishedAt: time,
  input: payload,
  output: payload,
  error,
});
const toSpanStatus = (word: string): SpanStatus => (toStatus(word) === 'failed' ? 'error' : 'ok');
const span = v.object({
  id,
  parentId: text,
  name: textOr('span'),
  status: optional(v.pipe(v.string(), v.transform(toSpanStatus))),
  startedAt: knownTime,
  finishedAt: time,
  attributes,
});
const log = v.object({ at: knownTime, level: textOr('info'), message: textOr(''), spanId: text, attributes });

export const keystrokeRunSchema = v.object({
  id,
  kind: v.fallback(v.optional(v.picklist(['workflow', 'agent']), 'workflow'), 'workflow'),
  name: textOr('unknown'),
  status: textOr('unknown'),
  trigger: optional(trigger),
  actor: text,
  project: text,
  queuedAt: time,
  startedAt: time,
  finishedAt: time,
  models: listOf(v.string()),
  services: listOf(v.string()),
  totalCost: number,
  stepCount: number,
  messageCount: number,
  input: payload,
  output: payload,
  error,
  usage: listOf(usageItem),
  steps: listOf(step),
  messages: listOf(message),
  trace: optional(v.object({ spans: listOf(span), logs: listOf(log) })),
});

export type KeystrokeRun = v.InferOutput<typeof keystrokeRunSchema>;
