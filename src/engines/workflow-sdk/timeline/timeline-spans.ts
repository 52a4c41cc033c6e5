import { mapYielding, yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import { compareSpans } from '../../../contract/trace-pages.ts';
import type { Span, SpanEvent, SpanStatus } from '../../../model/run.ts';
import { shortName } from '../../workflow-names.ts';
import { type ErrorRecord, ifPresent } from '../files/records.ts';
import { decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';
import type { PauseTimeline, RunTimeline } from './run-timeline.ts';
import type { Attempt, StepTimeline } from './step-timeline.ts';

type Part = Omit<Span, 'attributes' | 'events' | 'status'> &
  Partial<Pick<Span, 'attributes' | 'events' | 'status'>>;

/** Spans by start: the run, steps with queueing, attempts and retry waits, and pauses. */
export async function timelineSpans(
  timeline: RunTimeline,
  error: ErrorRecord | undefined,
): Promise<readonly Span[]> {
  const root = runSpan(timeline, error);
  const spans = [
    root,
    ...queuedSpan(root.id, timeline.createdAt, timeline.startedAt ?? timeline.endedAt),
    ...(await mapYielding(timeline.steps, step => stepSpans(step, timeline))).flat(),
    ...timeline.pauses.map(pause => pauseSpan(pause, timeline)),
  ];
  await yieldToEventLoop();
  return spans.sort(compareSpans);
}

function toSpan({ status = 'unset', attributes = {}, events = [], ...part }: Part): Span {
  const endAt = part.endAt === undefined ? undefined : Math.max(part.startAt, part.endAt);
  return { ...part, ...ifPresent('endAt', endAt), status, attributes, events };
}

function runSpan(timeline: RunTimeline, error: ErrorRecord | undefined): Span {
  const statuses: Partial<Record<string, SpanStatus>> = { success: 'ok', failed: 'error' };
  return toSpan({
    id: timeline.runId,
    name: shortName(timeline.workflowName),
    kind: 'run',
    startAt: timeline.createdAt,
    endAt: timeline.endedAt,
    status: statuses[timeline.status],
    attributes: { 'workflow.run.id': timeline.runId, 'workflow.name': timeline.workflowName },
    events: error && timeline.status === 'failed' ? [exceptionEvent(error, timeline.endedAt)] : [],
  });
}

function queuedSpan(parentId: string, startAt: number, endAt: number | undefined): readonly Span[] {
  if (endAt !== undefined && endAt <= startAt) return [];
  return [toSpan({ id: `${parentId}:queued`, parentId, name: 'queued', kind: 'queued', startAt, endAt })];
}

function stepSpans(step: StepTimeline, timeline: RunTimeline): readonly Span[] {
  const { id, attempts, createdAt } = step;
  const first = attempts[0]?.startedAt ?? attempts[0]?.endedAt;
  const endAt = step.endedAt ?? (isAbandoned(step, timeline) ? timeline.endedAt : undefined);
  const last = attempts.at(-1);
  const whole = toSpan({
    id,
    parentId: timeline.runId,
    name: shortName(step.name),
    kind: 'step',
    startAt: createdAt,
    endAt,
    status:
      last?.outcome === 'failed' && step.endedAt !== undefined
        ? 'error'
        : last?.outcome === 'success'
          ? 'ok'
          : 'unset',
    attributes: {
      'step.id': id,
      'step.name': step.name,
      'step.status': step.status,
      'step.attempts': attempts.length,
    },
  });
  return [
    whole,
    ...queuedSpan(id, createdAt, first ?? endAt),
    ...attempts.map(attempt => attemptSpan(step, attempt, endAt)),
    ...retryWaits(step, endAt),
  ];
}

/** A step that has not started when its run ends never will; a running step continues. */
function isAbandoned({ status }: StepTimeline, { endedAt }: RunTimeline): boolean {
  return endedAt !== undefined && (status === 'pending' || status === 'cancelled');
}

function attemptSpan(
  { id, attempts, createdAt }: StepTimeline,
  attempt: Attempt,
  stepEndAt: number | undefined,
): Span {
  const startAt = attempt.startedAt ?? attempt.endedAt ?? createdAt;
  const statuses = { success: 'ok', failed: 'error', open: 'unset', unknown: 'unset' } as const;
  return toSpan({
    id: `${id}:attempt-${attempt.number}`,
    parentId: id,
    name: attempts.length > 1 ? `attempt ${attempt.number}` : 'executing',
    kind: 'attempt',
    startAt,
    endAt: attempt.endedAt ?? stepEndAt,
    status: statuses[attempt.outcome],
    events: attempt.error ? [exceptionEvent(attempt.error, attempt.endedAt ?? startAt)] : [],
  });
}

function retryWaits({ id, attempts, status }: StepTimeline, endAt: number | undefined): readonly Span[] {
  return attempts.flatMap((attempt, at) => {
    const next = attempts[at + 1];
    const isWaiting = next !== undefined || status === 'pending';
    if (attempt.outcome !== 'failed' || attempt.endedAt === undefined || !isWaiting) return [];
    return [
      toSpan({
        id: `${id}:retry-${attempt.number}`,
        parentId: id,
        name: 'retry wait',
        kind: 'retry',
        startAt: attempt.endedAt,
        endAt: next ? (next.startedAt ?? next.endedAt) : endAt,
        attributes: ifPresent('retryAfter', toIsoTime(attempt.retryAfter)),
      }),
    ];
  });
}

function pauseSpan(pause: PauseTimeline, { runId }: RunTimeline): Span {
  const isSleep = pause.kind === 'sleep';
  return toSpan({
    id: pause.id,
    parentId: runId,
    name: isSleep ? 'sleeping' : pause.isWebhook ? 'waiting for a webhook' : 'waiting for a hook',
    kind: pause.kind,
    startAt: pause.createdAt,
    endAt: pause.endedAt,
    status: pause.outcome === 'conflict' ? 'error' : pause.outcome === 'done' ? 'ok' : 'unset',
    attributes: {
      ...ifPresent('resumeAt', toIsoTime(pause.resumeAt)),
      ...ifPresent('token', pause.token),
      ...ifPresent('metadata', decodeWorkflowPayload(pause.metadata)),
    },
    events: pause.answers.map(({ at, payload }) => ({
      name: 'received',
      at,
      attributes: { ...ifPresent('payload', decodeWorkflowPayload(payload)) },
    })),
  });
}

function toIsoTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

function exceptionEvent({ name, message, stack }: ErrorRecord, at: number | undefined): SpanEvent {
  const attributes = {
    ...ifPresent('exception.type', name),
    'exception.message': message,
    ...ifPresent('exception.stacktrace', stack),
  };
  return { name: 'exception', at: at ?? 0, attributes };
}
