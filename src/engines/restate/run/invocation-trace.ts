import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import { compareSpans } from '../../../contract/trace-pages.ts';
import type { Log, RunSummary, Span, SpanEvent, SpanStatus, Trace } from '../../../model/run.ts';
import type { RunStatus } from '../../../model/status.ts';
import { failureMessage, type Invocation } from '../invocation/invocation-row.ts';
import { type FailureEvent, isFailedAttempt } from '../journal/failure-events.ts';
import type { JournalStep } from '../journal/journal-step.ts';

const rootId = 'run';

/** Spans: the invocation, its time in the queue, its steps and their failed attempts. Logs: the failures. */
export async function toInvocationTrace(
  row: Invocation,
  summary: RunSummary,
  steps: readonly JournalStep[],
  failures: readonly FailureEvent[],
): Promise<Trace> {
  const stepSpans = (await mapYielding(steps, toSpans)).flat();
  const owners = new Map(steps.flatMap(step => step.failures.map(failure => [failure, step.id] as const)));
  const ownFailures = failures.filter(failure => !owners.has(failure));
  const spans = [rootSpan(row, summary, ownFailures), ...queueSpan(row), ...stepSpans];
  return {
    spans: spans.toSorted(compareSpans),
    logs: failures.map(failure => toLog(failure, owners.get(failure) ?? rootId)),
  };
}

function rootSpan(row: Invocation, summary: RunSummary, failures: readonly FailureEvent[]): Span {
  return {
    id: rootId,
    name: summary.name,
    kind: 'run',
    startAt: row.created_at,
    ...endedAt(row.created_at, summary.finishedAt),
    status: spanStatus(summary.status),
    attributes: {
      invocationId: row.id,
      target: row.target,
      ...(row.invoked_by_id === undefined ? {} : { parentInvocationId: row.invoked_by_id }),
      ...(row.restarted_from === undefined ? {} : { restartedFrom: row.restarted_from }),
    },
    events: failures.map(toEvent),
  };
}

function queueSpan(row: Invocation): readonly Span[] {
  const { created_at, running_at, completed_at } = row;
  const end = running_at ?? completed_at;
  if (end !== undefined && end <= created_at) return [];
  return [
    {
      id: 'queued',
      parentId: rootId,
      name: 'queued',
      kind: 'queued',
      startAt: created_at,
      ...(end === undefined ? {} : { endAt: end }),
      status: 'unset',
      attributes: {},
      events: [],
    },
  ];
}

function toSpans(step: JournalStep): readonly Span[] {
  const { id, name, type, startAt, endAt, status, outcome, childId, kind, wakeAt } = step;
  const attempts = step.failures.filter(isFailedAttempt);
  const span: Span = {
    id,
    parentId: rootId,
    name,
    kind: type === 'action' ? 'step' : type,
    startAt,
    ...endedAt(startAt, endAt),
    status: spanStatus(status),
    attributes: {
      command: kind,
      ...(childId === undefined ? {} : { invocationId: childId }),
      ...(wakeAt === undefined ? {} : { wakeAt: new Date(wakeAt).toISOString() }),
      ...(attempts.length === 0 ? {} : { attempts: attempts.length + 1 }),
      ...(outcome?.type === 'failure' ? { error: failureMessage(outcome.failure) } : {}),
    },
    events: step.failures.filter(failure => !isFailedAttempt(failure)).map(toEvent),
  };
  return [span, ...attempts.map((failure, at) => attemptSpan(step, failure, at + 1, attempts[at - 1]?.at))];
}

function attemptSpan(
  step: JournalStep,
  failure: FailureEvent,
  attempt: number,
  previousAt: number | undefined,
): Span {
  const startAt = previousAt ?? step.startAt;
  return {
    id: `${step.id}-try-${attempt}`,
    parentId: step.id,
    name: `attempt ${attempt}`,
    kind: 'attempt',
    startAt,
    ...endedAt(startAt, failure.at),
    status: 'error',
    attributes: { error: failureMessage(failure) },
    events: [],
  };
}

function endedAt(startAt: number, endAt: number | undefined): { readonly endAt?: number } {
  return endAt === undefined ? {} : { endAt: Math.max(startAt, endAt) };
}

function spanStatus(status: RunStatus): SpanStatus {
  if (status === 'success') return 'ok';
  return status === 'failed' ? 'error' : 'unset';
}

function toEvent(failure: FailureEvent): SpanEvent {
  return { name: failure.kind, at: failure.at, attributes: failureAttributes(failure) };
}

function toLog(failure: FailureEvent, spanId: string): Log {
  return {
    at: failure.at,
    level: isFailedAttempt(failure) ? 'warn' : 'error',
    message: `${failure.kind}: ${failureMessage(failure)}`,
    spanId,
    attributes: failureAttributes(failure),
  };
}

function failureAttributes({ message, code, stack }: FailureEvent): Readonly<Record<string, unknown>> {
  return { message, ...(code === undefined ? {} : { code }), ...(stack ? { stack } : {}) };
}
