import type * as v from 'valibot';
import type { StepPage } from '../contract/run-store.ts';
import type { TracePage } from '../contract/trace-pages.ts';
import type { Message, Run, RunSummary, Settled, Span, Step, Trigger, UsageItem } from '../model/run.ts';
import { fieldConverter, sentFields } from '../model/run-fields.ts';
import type {
  messageSchema,
  runSchema,
  runSummarySchema,
  spanSchema,
  stepPageSchema,
  stepSchema,
  tracePageSchema,
  usageItemSchema,
} from './run-schema.ts';
import { toOptionalWireTime, toWireTime } from './wire-time.ts';

export const toWire = {
  time: toOptionalWireTime,
  number: finite,
  texts: (texts: readonly string[]) => [...texts],
  trigger: (trigger: Trigger) => ({ ...trigger, at: toOptionalWireTime(trigger.at) }),
  settled: (settled: Settled) => ({ ...settled, at: toWireTime(settled.at) }),
};

const toWireFields = fieldConverter(sentFields, toWire);

export function toWireSummary(run: RunSummary): v.InferInput<typeof runSummarySchema> {
  return { ...toWireFields(run), createdAt: toWireTime(run.createdAt) };
}

/** JSON has no `NaN` and `Infinity`. */
function finite(number: number | undefined): number | undefined {
  return number === undefined || Number.isFinite(number) ? number : undefined;
}

/** Without the trace, which has pages. */
export function toWireRun(run: Run): v.InferInput<typeof runSchema> {
  const { cancel } = run;
  return {
    ...toWireSummary(run),
    input: run.input,
    output: run.output,
    error: run.error,
    usage: run.usage.map(toWireUsage),
    cancel: cancel && { ...cancel, requestedAt: toWireTime(cancel.requestedAt) },
    retries: run.retries && [...run.retries],
    raw: run.raw,
    messages: run.messages?.map(toWireMessage),
    steps: run.steps?.map(toWireStep),
  };
}

function toWireUsage(item: UsageItem): v.InferInput<typeof usageItemSchema> {
  const tokens = { inputTokens: finite(item.inputTokens), outputTokens: finite(item.outputTokens) };
  return { ...item, quantity: finite(item.quantity), costUsd: finite(item.costUsd), ...tokens };
}

function toWireMessage(message: Message): v.InferInput<typeof messageSchema> {
  return {
    ...message,
    at: toOptionalWireTime(message.at),
    toolCalls: message.toolCalls?.map(call => ({ ...call })),
  };
}

function toWireStep(step: Step): v.InferInput<typeof stepSchema> {
  return {
    ...step,
    startedAt: toOptionalWireTime(step.startedAt),
    finishedAt: toOptionalWireTime(step.finishedAt),
  };
}

export function toWireSteps({ steps, nextCursor }: StepPage): v.InferInput<typeof stepPageSchema> {
  return { data: steps.map(({ place, step }) => ({ place, step: toWireStep(step) })), nextCursor };
}

export function toWireTrace(page: TracePage): v.InferInput<typeof tracePageSchema> {
  const { nextCursor, spanTotal, logTotal } = page;
  const logs = page.logs.map(log => ({ ...log, at: toWireTime(log.at) }));
  return { spans: page.spans.map(toWireSpan), logs, nextCursor, spanTotal, logTotal };
}

function toWireSpan(span: Span): v.InferInput<typeof spanSchema> {
  return {
    ...span,
    startAt: toWireTime(span.startAt),
    endAt: toOptionalWireTime(span.endAt),
    events: span.events.map(event => ({ ...event, at: toWireTime(event.at) })),
  };
}
