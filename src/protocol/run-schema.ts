import * as v from 'valibot';
import type { Log, Message, Run, RunError, RunSummary, Span, Step, UsageItem } from '../model/run.ts';
import { knownStatuses } from '../model/status.ts';
import { wireTime } from './time.ts';
import { timeOf, toWireTime } from './time-text.ts';

const optionalTime = v.optional(wireTime);
const optionalText = v.optional(v.string());
const count = v.optional(v.number());
export const statusSchema = v.picklist([...knownStatuses, 'unknown']);
export const kindSchema = v.picklist(['workflow', 'agent']);
const attributes = v.record(v.string(), v.unknown());

export const triggerSchema = v.object({
  type: v.string(),
  label: v.string(),
  raw: v.string(),
  at: optionalTime,
});

const summaryEntries = {
  id: v.string(),
  kind: kindSchema,
  name: v.string(),
  status: statusSchema,
  statusRaw: optionalText,
  trigger: triggerSchema,
  actor: optionalText,
  project: optionalText,
  createdAt: wireTime,
  queuedAt: optionalTime,
  startedAt: optionalTime,
  finishedAt: optionalTime,
  costUsd: count,
  models: v.array(v.string()),
  services: v.array(v.string()),
  stepCount: count,
  messageCount: count,
  attempt: count,
  parentId: optionalText,
  errorSummary: v.optional(v.object({ name: optionalText, message: v.string(), step: optionalText })),
  /** Whether the run counts as failed because the process that ran it is gone. */
  isLost: v.optional(v.boolean()),
  cancelRequestedAt: optionalTime,
} as const;

/** Everything a row needs. */
export const runSummarySchema = v.object(summaryEntries);

/** A failure as recorded; an absent `value` means that no payload was recorded. */
export const runErrorSchema = v.pipe(
  v.object({
    value: v.optional(v.unknown()),
    name: optionalText,
    message: optionalText,
    code: optionalText,
    stack: optionalText,
    stepId: optionalText,
  }),
  v.transform(({ value, ...rest }): RunError => ({ value, ...rest })),
);

export const usageItemSchema = v.object({
  name: v.string(),
  kind: v.picklist(['duration', 'model', 'service', 'other']),
  quantity: count,
  unit: optionalText,
  costUsd: count,
  inputTokens: count,
  outputTokens: count,
});

const toolCallSchema = v.object({
  id: v.string(),
  name: v.string(),
  arguments: v.optional(v.unknown()),
  result: v.optional(v.unknown()),
  error: v.optional(runErrorSchema),
  durationMs: count,
});

export const messageSchema = v.object({
  id: v.string(),
  role: v.string(),
  at: optionalTime,
  content: v.optional(v.unknown()),
  thought: optionalText,
  toolCalls: v.optional(v.array(toolCallSchema)),
  error: v.optional(runErrorSchema),
});

export const stepSchema = v.object({
  id: v.string(),
  parentId: optionalText,
  name: v.string(),
  type: v.string(),
  status: statusSchema,
  attempt: v.number(),
  startedAt: optionalTime,
  finishedAt: optionalTime,
  input: v.optional(v.unknown()),
  output: v.optional(v.unknown()),
  error: v.optional(runErrorSchema),
});

export const spanEventSchema = v.object({ name: v.string(), at: wireTime, attributes });

export const spanStatusSchema = v.picklist(['ok', 'error', 'unset']);

export const spanSchema = v.object({
  id: v.string(),
  parentId: optionalText,
  name: v.string(),
  kind: v.string(),
  startAt: wireTime,
  endAt: optionalTime,
  status: spanStatusSchema,
  attributes,
  events: v.array(spanEventSchema),
});

export const logSchema = v.object({
  at: wireTime,
  level: v.string(),
  message: v.string(),
  spanId: optionalText,
  attributes,
});

/** A page of a trace: spans by start time, and the logs not later than them. */
export const tracePageSchema = v.object({
  spans: v.array(spanSchema),
  logs: v.array(logSchema),
  nextCursor: optionalText,
  spanTotal: v.number(),
  logTotal: v.number(),
});

/** One run, whole. What was not recorded has no key, which is not `null`. */
export const runSchema = v.object({
  ...summaryEntries,
  input: v.optional(v.unknown()),
  output: v.optional(v.unknown()),
  error: v.optional(runErrorSchema),
  usage: v.array(usageItemSchema),
  cancel: v.optional(v.object({ requestedAt: wireTime, by: optionalText, outcome: optionalText })),
  raw: v.optional(attributes),
  messages: v.optional(v.array(messageSchema)),
  steps: v.optional(v.array(stepSchema)),
  trace: v.optional(tracePageSchema),
});

export type WireSummary = v.InferInput<typeof runSummarySchema>;
export type WireRun = v.InferInput<typeof runSchema>;

export function toWireSummary(run: RunSummary): WireSummary {
  return {
    id: run.id,
    kind: run.kind,
    name: run.name,
    status: run.status,
    statusRaw: run.statusRaw,
    trigger: { ...run.trigger, at: timeOf(run.trigger.at) },
    actor: run.actor,
    project: run.project,
    createdAt: toWireTime(run.createdAt),
    queuedAt: timeOf(run.queuedAt),
    startedAt: timeOf(run.startedAt),
    finishedAt: timeOf(run.finishedAt),
    costUsd: finite(run.costUsd),
    models: [...run.models],
    services: [...run.services],
    stepCount: finite(run.stepCount),
    messageCount: finite(run.messageCount),
    attempt: finite(run.attempt),
    parentId: run.parentId,
    errorSummary: run.errorSummary,
    isLost: run.isLost,
    cancelRequestedAt: timeOf(run.cancelRequestedAt),
  };
}

/** JSON says no other numbers; a run with one is shown without it. */
function finite(number: number | undefined): number | undefined {
  return number === undefined || Number.isFinite(number) ? number : undefined;
}

/** Leaves out the trace, which is asked for in pages. */
export function toWireRun(run: Run): WireRun {
  const { cancel } = run;
  return {
    ...toWireSummary(run),
    input: run.input,
    output: run.output,
    error: run.error,
    usage: run.usage.map(toWireUsage),
    cancel: cancel && { ...cancel, requestedAt: toWireTime(cancel.requestedAt) },
    raw: run.raw,
    messages: run.messages?.map(toWireMessage),
    steps: run.steps?.map(toWireStep),
  };
}

function toWireUsage(item: UsageItem): v.InferInput<typeof usageItemSchema> {
  const { quantity, costUsd, inputTokens, outputTokens } = item;
  return {
    ...item,
    quantity: finite(quantity),
    costUsd: finite(costUsd),
    inputTokens: finite(inputTokens),
    outputTokens: finite(outputTokens),
  };
}

function toWireMessage(message: Message): v.InferInput<typeof messageSchema> {
  return {
    ...message,
    at: timeOf(message.at),
    toolCalls: message.toolCalls?.map(call => ({ ...call })),
  };
}

function toWireStep(step: Step): v.InferInput<typeof stepSchema> {
  return { ...step, startedAt: timeOf(step.startedAt), finishedAt: timeOf(step.finishedAt) };
}

export function toWireSpan(span: Span): v.InferInput<typeof spanSchema> {
  return {
    ...span,
    startAt: toWireTime(span.startAt),
    endAt: timeOf(span.endAt),
    events: span.events.map(event => ({ ...event, at: toWireTime(event.at) })),
  };
}

export function toWireLog(log: Log): v.InferInput<typeof logSchema> {
  return { ...log, at: toWireTime(log.at) };
}
