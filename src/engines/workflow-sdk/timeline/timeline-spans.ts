import { setImmediate as turn } from 'node:timers/promises';
import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import { compareSpans } from '../../../contract/trace-pages.ts';
import type { Span, SpanEvent, SpanStatus } from '../../../model/run.ts';
import { shortName } from '../../workflow-names.ts';
import type { ErrorRecord } from '../files/records.ts';
import { decodePayload } from '../payloads/decode-payload.ts';
import { given } from '../runs/to-workflow-summary.ts';
import type { PauseStory } from './pause-timeline.ts';
import type { RunStory } from './run-timeline.ts';
import type { AttemptStory, StepStory } from './step-timeline.ts';

type Part = Omit<Span, 'attributes' | 'events' | 'status'> &
  Partial<Pick<Span, 'attributes' | 'events' | 'status'>>;

/**
 * The waterfall of a run, by start time: when it was queued and executed, what its steps waited for, where it
 * slept.
 */
export async function toSpans(story: RunStory, error: ErrorRecord | undefined): Promise<readonly Span[]> {
  const root = runSpan(story, error);
  const spans = [
    root,
    ...queuedSpan(root.id, story.createdAt, story.startedAt ?? story.endedAt),
    ...(await mapYielding(story.steps, step => stepSpans(step, story))).flat(),
    ...story.pauses.map(pause => pauseSpan(pause, story)),
  ];
  await turn();
  return spans.sort(compareSpans);
}

function toSpan({ status = 'unset', attributes = {}, events = [], ...part }: Part): Span {
  const endAt = part.endAt === undefined ? undefined : Math.max(part.startAt, part.endAt);
  return { ...part, ...given('endAt', endAt), status, attributes, events };
}

function runSpan(story: RunStory, error: ErrorRecord | undefined): Span {
  const statuses: Partial<Record<string, SpanStatus>> = { success: 'ok', failed: 'error' };
  return toSpan({
    id: story.runId,
    name: shortName(story.workflowName),
    kind: 'run',
    startAt: story.createdAt,
    endAt: story.endedAt,
    status: statuses[story.status],
    attributes: { 'workflow.run.id': story.runId, 'workflow.name': story.workflowName },
    events: error && story.status === 'failed' ? [exceptionEvent(error, story.endedAt)] : [],
  });
}

/** Between being created and started; of no length it would only be in the way. */
function queuedSpan(parentId: string, startAt: number, endAt: number | undefined): readonly Span[] {
  if (endAt !== undefined && endAt <= startAt) return [];
  return [toSpan({ id: `${parentId}:queued`, parentId, name: 'queued', kind: 'queued', startAt, endAt })];
}

function stepSpans(step: StepStory, story: RunStory): readonly Span[] {
  const { id, attempts, createdAt } = step;
  const first = attempts[0]?.startedAt ?? attempts[0]?.endedAt;
  const endAt = step.endedAt ?? (isUnfinishedForEver(step, story) ? story.endedAt : undefined);
  const last = attempts.at(-1);
  const whole = toSpan({
    id,
    parentId: story.runId,
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

/**
 * A step that was to be executed when its run ended never will be; one that was being executed goes on to its
 * end.
 */
function isUnfinishedForEver({ status }: StepStory, { endedAt }: RunStory): boolean {
  return endedAt !== undefined && (status === 'pending' || status === 'cancelled');
}

function attemptSpan(
  { id, attempts, createdAt }: StepStory,
  attempt: AttemptStory,
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

function retryWaits({ id, attempts, status }: StepStory, endAt: number | undefined): readonly Span[] {
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
        attributes: given('retryAfter', toIsoTime(attempt.retryAfter)),
      }),
    ];
  });
}

function pauseSpan(pause: PauseStory, { runId }: RunStory): Span {
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
      ...given('resumeAt', toIsoTime(pause.resumeAt)),
      ...given('token', pause.token),
      ...given('metadata', decodePayload(pause.metadata)),
    },
    events: pause.answers.map(({ at, payload }) => ({
      name: 'received',
      at,
      attributes: { ...given('payload', decodePayload(payload)) },
    })),
  });
}

function toIsoTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

function exceptionEvent({ name, message, stack }: ErrorRecord, at: number | undefined): SpanEvent {
  const attributes = {
    ...given('exception.type', name),
    'exception.message': message,
    ...given('exception.stacktrace', stack),
  };
  return { name: 'exception', at: at ?? 0, attributes };
}
