import type { RunError, Step } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { shortName } from '../../workflow-names.ts';
import { type ErrorRecord, ifPresent } from '../files/records.ts';
import { decodeArguments, decodeWorkflowPayload } from '../payloads/decode-workflow-payload.ts';
import type { PauseTimeline, RunTimeline } from './run-timeline.ts';
import type { Attempt, StepTimeline } from './step-timeline.ts';

type Timed = { readonly at: number; readonly steps: () => readonly Step[] };

/** Attempts and pauses in order of creation. Yields each item's steps, because decoding may take long. */
export function* timelineSteps(timeline: RunTimeline): Generator<readonly Step[]> {
  const all: readonly Timed[] = [
    ...timeline.steps.map(step => ({ at: step.createdAt, steps: () => toAttempts(step, timeline) })),
    ...timeline.pauses.map(pause => ({ at: pause.createdAt, steps: () => [toPause(pause)] })),
  ];
  for (const { steps } of [...all].sort((a, b) => a.at - b.at)) yield steps();
}

export function attemptId(stepId: string, number: number): string {
  return number <= 1 ? stepId : `${stepId}#${number}`;
}

function toAttempts(step: StepTimeline, timeline: RunTimeline): readonly Step[] {
  const name = shortName(step.name);
  const input = decodeArguments(step.input);
  const common = { name, type: 'action', ...ifPresent('input', input) };
  const last = step.attempts.at(-1);
  const attempts = step.attempts.map(attempt => ({
    ...common,
    id: attemptId(step.id, attempt.number),
    status: statusOf(attempt, step),
    attempt: attempt.number,
    ...ifPresent('startedAt', attempt.startedAt),
    ...ifPresent('finishedAt', attempt.endedAt),
    ...ifPresent(
      'output',
      attempt === last && attempt.outcome === 'success' ? decodeWorkflowPayload(step.output) : undefined,
    ),
    ...ifPresent('error', toRunError(attempt.error)),
  }));
  const next = nextStatus(step, timeline);
  if (next === undefined) return attempts;
  const attempt = (last?.number ?? 0) + 1;
  const wakeAt = next === 'queued' ? last?.retryAfter : undefined;
  const upcoming = { id: attemptId(step.id, attempt), status: next, attempt, ...ifPresent('wakeAt', wakeAt) };
  return [...attempts, { ...common, ...upcoming }];
}

function statusOf({ outcome }: Attempt, { status }: StepTimeline): RunStatus {
  if (outcome !== 'open') return outcome;
  return toStatus(status) === 'canceled' ? 'canceled' : 'running';
}

/** The status of the attempt that has not started yet, if any. */
function nextStatus(step: StepTimeline, { status }: RunTimeline): RunStatus | undefined {
  const own = toStatus(step.status);
  if (own === 'queued') return isActive({ status }) ? 'queued' : 'canceled';
  return step.attempts.length === 0 ? own : undefined;
}

/** `value` is the recorded error; defaults to the recorded message, code and stack. */
export function toRunError(error: ErrorRecord | undefined, value?: unknown): RunError | undefined {
  if (!error) return undefined;
  const { name, message, ...rest } = error;
  const parts = { message, ...ifPresent('code', rest.code), ...ifPresent('stack', rest.stack) };
  return { value: value ?? parts, ...ifPresent('name', name), ...parts };
}

function toPause(pause: PauseTimeline): Step {
  const { kind, createdAt, endedAt } = pause;
  const metadata = decodeWorkflowPayload(pause.metadata);
  const input = {
    ...ifPresent('resumeAt', pause.resumeAt === undefined ? undefined : toDate(pause.resumeAt)),
    ...ifPresent('token', pause.token),
    ...ifPresent('metadata', metadata),
  };
  const answers = pause.answers.map(({ payload }) => decodeWorkflowPayload(payload));
  return {
    id: pause.id,
    name: pause.isWebhook ? 'webhook' : kind,
    type: kind,
    status: pauseStatus(pause),
    attempt: 1,
    startedAt: createdAt,
    ...ifPresent('finishedAt', endedAt),
    ...ifPresent('wakeAt', pause.outcome === 'open' ? pause.resumeAt : undefined),
    input,
    ...ifPresent('output', answers.length > 1 ? answers : answers[0]),
    ...ifPresent('error', conflictError(pause)),
  };
}

function pauseStatus({ outcome, kind }: PauseTimeline): RunStatus {
  if (outcome === 'open') return kind === 'sleep' ? 'sleeping' : 'waiting';
  if (outcome === 'conflict') return 'failed';
  return outcome === 'done' ? 'success' : 'canceled';
}

function conflictError({ outcome, conflictingRunId }: PauseTimeline): RunError | undefined {
  if (outcome !== 'conflict') return undefined;
  const holder = conflictingRunId === undefined ? 'another hook' : `a hook of ${conflictingRunId}`;
  const message = `${holder} already has this token`;
  return { value: message, message };
}

function toDate(at: number): unknown {
  return { $type: 'Date', value: new Date(at).toISOString() };
}
