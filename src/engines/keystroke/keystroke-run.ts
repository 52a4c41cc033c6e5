import * as v from 'valibot';
import { compareSpans } from '../../contract/trace-pages.ts';
import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { isRecord } from '../../model/is-record.ts';
import type { Message, RunError, RunSummary, SpanStatus, Trace } from '../../model/run.ts';
import { toStatus } from '../../model/status.ts';
import type { RunDetails } from '../kit/define-store.ts';
import type { RecordedWork } from '../kit/work-items.ts';

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

const keystrokeRunSchema = v.object({
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

type Found = v.InferOutput<typeof keystrokeRunSchema>;

export type Row = Readonly<Record<string, unknown>>;

export type KeystrokeRun = {
  readonly summary: RunSummary;
  readonly details: RunDetails;
  readonly work: Required<RecordedWork>;
};

/** Fields with their own place in a run; others are shown as raw. */
const modelKeys = new Set(['input', 'output', 'error', 'usage', 'steps', 'messages', 'trace']);

export function toKeystrokeRun(row: Row): KeystrokeRun | undefined {
  const { success, output: found } = v.safeParse(keystrokeRunSchema, row);
  if (!success) return undefined;
  const { input, output, error, steps, trace } = found;
  const stepId = steps.findLast(({ status }) => status === 'failed')?.id;
  return {
    summary: summaryOf(found),
    details: {
      input,
      output,
      error: error && { ...error, stepId },
      usage: found.usage.map(({ cost, ...item }) => ({ ...item, kind: 'other', costUsd: cost })),
      raw: Object.fromEntries(Object.entries(row).filter(([key]) => !modelKeys.has(key))),
      messages: found.messages.map(toMessage),
    },
    work: { steps, trace: trace ? toTrace(trace) : { spans: [], logs: [] } },
  };
}

function summaryOf(run: Found): RunSummary {
  const { id, kind, name, actor, project, queuedAt, startedAt, finishedAt, models, services } = run;
  const { type = 'unknown', label = run.trigger?.type ?? '', raw = '', at } = run.trigger ?? {};
  const status = toStatus(run.status);
  return {
    id,
    kind,
    name,
    status,
    ...(status === 'unknown' ? { statusRaw: run.status } : {}),
    trigger: { type, label, raw, at },
    actor,
    project,
    createdAt: queuedAt ?? at ?? startedAt ?? finishedAt ?? 0,
    queuedAt,
    startedAt,
    finishedAt,
    costUsd: run.totalCost,
    models,
    services,
    stepCount: run.stepCount,
    messageCount: run.messageCount,
    // Without the step, which rows of the list do not have: it must not be part of the group.
    errorSummary: run.error && summarizeFailure({ error: run.error, name }),
  };
}

function toMessage({ toolCalls, ...message }: Found['messages'][number], index: number): Message {
  const id = `message_${index + 1}`;
  return {
    ...message,
    id,
    toolCalls: toolCalls.map((call, at) => ({ ...call, id: `${id}_call_${at + 1}` })),
  };
}

function toTrace({ spans, logs }: NonNullable<Found['trace']>): Trace {
  const found = spans.map(({ startedAt, finishedAt, status = 'unset', ...span }) => {
    return { ...span, kind: 'span', startAt: startedAt, endAt: finishedAt, status, events: [] };
  });
  return { spans: found.sort(compareSpans), logs: logs.sort((a, b) => a.at - b.at) };
}
