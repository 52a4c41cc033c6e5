import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import { compareSpans } from '../../../contract/trace-pages.ts';
import type {
  Log,
  RunError,
  RunSummary,
  Span,
  SpanEvent,
  SpanStatus,
  Step,
  Trace,
} from '../../../model/run.ts';
import { isActive, type RunStatus } from '../../../model/status.ts';
import { failureMessage, type Invocation } from '../invocation/invocation-row.ts';
import { type FailureEvent, isFailedAttempt } from '../journal/failure-events.ts';
import type { Outcome } from '../journal/journal.ts';
import type { JournalStep } from '../journal/journal-steps.ts';

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

/** One step per attempt of each step of the journal. */
export async function toInvocationSteps(steps: readonly JournalStep[]): Promise<readonly Step[]> {
  return (await mapYielding(steps, stepsOf)).flat();
}

function stepsOf(step: JournalStep): readonly Step[] {
  const attempts = step.failures.filter(isFailedAttempt);
  const failed = attempts.map((failure, at) => failedAttempt(step, failure, at + 1, attempts[at - 1]?.at));
  return [...failed, lastAttempt(step, attempts)];
}

function failedAttempt(
  step: JournalStep,
  failure: FailureEvent,
  attempt: number,
  previousAt: number | undefined,
): Step {
  return {
    ...sharedFields(step),
    id: `${step.id}-try-${attempt}`,
    status: 'failed',
    attempt,
    startedAt: previousAt ?? step.startAt,
    finishedAt: failure.at,
    error: failureError(failure),
  };
}

function lastAttempt(step: JournalStep, attempts: readonly FailureEvent[]): Step {
  const { outcome, status, wakeAt } = step;
  const isOpen = isActive({ status, finishedAt: step.endAt });
  return {
    ...sharedFields(step),
    id: step.id,
    status,
    attempt: attempts.length + 1,
    ...(status === 'queued' ? {} : { startedAt: attempts.at(-1)?.at ?? step.startAt }),
    ...(step.endAt === undefined || isOpen ? {} : { finishedAt: step.endAt }),
    ...((status === 'sleeping' || status === 'queued') && wakeAt !== undefined ? { wakeAt } : {}),
    ...(outcome?.type === 'success' && outcome.value !== undefined ? { output: outcome.value } : {}),
    ...(outcome?.type === 'failure' ? { error: outcomeError(outcome) } : {}),
  };
}

function sharedFields({ name, type, input }: JournalStep): Pick<Step, 'name' | 'type' | 'input'> {
  return { name, type, ...(input === undefined ? {} : { input }) };
}

function outcomeError({ failure }: Extract<Outcome, { type: 'failure' }>): RunError {
  const { code, message } = failure;
  return { value: failure, message, ...(code === undefined ? {} : { code: String(code) }) };
}

function failureError({ message, code, stack }: FailureEvent): RunError {
  const value = { ...(code === undefined ? {} : { code: Number(code) }), message };
  return { value, message, ...(code === undefined ? {} : { code }), ...(stack ? { stack } : {}) };
}
