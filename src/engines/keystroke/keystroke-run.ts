import { safeParse } from 'valibot';
import { compareSpans } from '../../contract/trace-pages.ts';
import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import type { ErrorSummary, Message, Run, RunSummary, Trace } from '../../model/run.ts';
import { type RunStatus, toStatus } from '../../model/status.ts';
import { type KeystrokeRun, keystrokeRunSchema } from './keystroke-schema.ts';

export type Row = Readonly<Record<string, unknown>>;

export function toKeystrokeSummary(row: Row): RunSummary | undefined {
  const { success, output } = safeParse(keystrokeRunSchema, row);
  return success ? summaryOf(output) : undefined;
}

/** Fields with their own place in a run; others are shown as raw. */
const modelKeys = new Set(['input', 'output', 'error', 'usage', 'steps', 'messages', 'trace']);

/** With steps, messages and trace; `undefined` without an id. */
export function toKeystrokeRun(row: Row): Run | undefined {
  const { success, output: found } = safeParse(keystrokeRunSchema, row);
  if (!success) return undefined;
  const { input, output, error, steps } = found;
  const stepId = steps.findLast(({ status }) => status === 'failed')?.id;
  return {
    ...summaryOf(found),
    input,
    output,
    error: error && { ...error, stepId },
    usage: found.usage.map(({ cost, ...item }) => ({ ...item, kind: 'other', costUsd: cost })),
    raw: Object.fromEntries(Object.entries(row).filter(([key]) => !modelKeys.has(key))),
    steps,
    messages: found.messages.map(toMessage),
    trace: found.trace && toTrace(found.trace),
  };
}

function summaryOf(run: KeystrokeRun): RunSummary {
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
    errorSummary: toErrorSummary(run, status),
  };
}

/** Rows of the list have no steps, so the step is not a part of the failure. */
function toErrorSummary({ error, name }: KeystrokeRun, status: RunStatus): ErrorSummary | undefined {
  if (!error) return undefined;
  const summary = summarizeFailure({ error, name });
  return status === 'failed' ? summary : { ...summary, failure: undefined };
}

function toMessage({ toolCalls, ...message }: KeystrokeRun['messages'][number], index: number): Message {
  const id = `message_${index + 1}`;
  return {
    ...message,
    id,
    toolCalls: toolCalls.map((call, at) => ({ ...call, id: `${id}_call_${at + 1}` })),
  };
}

function toTrace({ spans, logs }: NonNullable<KeystrokeRun['trace']>): Trace {
  const found = spans.map(({ startedAt, finishedAt, status = 'unset', ...span }) => {
    return { ...span, kind: 'span', startAt: startedAt, endAt: finishedAt, status, events: [] };
  });
  return { spans: found.sort(compareSpans), logs: logs.sort((a, b) => a.at - b.at) };
}
