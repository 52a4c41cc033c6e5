import type { RunError, Step } from '../../../model/run.ts';
import { isActive, type RunStatus, toStatus } from '../../../model/status.ts';
import { shortName } from '../../workflow-names.ts';
import type { ErrorRecord } from '../files/records.ts';
import { decodeArguments } from '../payloads/decode-arguments.ts';
import { decodePayload } from '../payloads/decode-payload.ts';
import { given } from '../runs/to-workflow-summary.ts';
import type { PauseStory } from './pause-timeline.ts';
import type { RunStory } from './run-timeline.ts';
import type { AttemptStory, StepStory } from './step-timeline.ts';

type Timed = { readonly at: number; readonly steps: () => readonly Step[] };

/**
 * Every attempt of every step, and every sleep and hook, by when they came to be; one after the other, for
 * payloads may be large.
 */
export function* toSteps(story: RunStory): Generator<readonly Step[]> {
  const all: readonly Timed[] = [
    ...story.steps.map(step => ({ at: step.createdAt, steps: () => toAttempts(step, story) })),
    ...story.pauses.map(pause => ({ at: pause.createdAt, steps: () => [toPause(pause)] })),
  ];
  for (const { steps } of [...all].sort((a, b) => a.at - b.at)) yield steps();
}

/**
 * The id that an attempt has among the steps of a run: that of its step, which never changes, for the first.
 */
export function attemptId(stepId: string, number: number): string {
  return number <= 1 ? stepId : `${stepId}#${number}`;
}

function toAttempts(step: StepStory, story: RunStory): readonly Step[] {
  const name = shortName(step.name);
  const input = decodeArguments(step.input);
  const common = { name, type: 'action', ...given('input', input) };
  const last = step.attempts.at(-1);
  const made = step.attempts.map(attempt => ({
    ...common,
    id: attemptId(step.id, attempt.number),
    status: statusOf(attempt, step),
    attempt: attempt.number,
    ...given('startedAt', attempt.startedAt),
    ...given('finishedAt', attempt.endedAt),
    ...given(
      'output',
      attempt === last && attempt.outcome === 'success' ? decodePayload(step.output) : undefined,
    ),
    ...given('error', toRunError(attempt.error)),
  }));
  const next = nextStatus(step, story);
  if (next === undefined) return made;
  const attempt = (last?.number ?? 0) + 1;
  const wakeAt = next === 'queued' ? last?.retryAfter : undefined;
  const toCome = { id: attemptId(step.id, attempt), status: next, attempt, ...given('wakeAt', wakeAt) };
  return [...made, { ...common, ...toCome }];
}

function statusOf({ outcome }: AttemptStory, { status }: StepStory): RunStatus {
  if (outcome !== 'open') return outcome;
  return toStatus(status) === 'canceled' ? 'canceled' : 'running';
}

/** Of an attempt that is still to come, or never will. */
function nextStatus(step: StepStory, { status }: RunStory): RunStatus | undefined {
  const own = toStatus(step.status);
  if (own === 'queued') return isActive({ status }) ? 'queued' : 'canceled';
  return step.attempts.length === 0 ? own : undefined;
}

/** `value` is what was recorded; where events tell of an error in parts, these. A name is none of them. */
export function toRunError(error: ErrorRecord | undefined, value?: unknown): RunError | undefined {
  if (!error) return undefined;
  const { name, message, ...rest } = error;
  const parts = { message, ...given('code', rest.code), ...given('stack', rest.stack) };
  return { value: value ?? parts, ...given('name', name), ...parts };
}

function toPause(pause: PauseStory): Step {
  const { kind, createdAt, endedAt } = pause;
  const metadata = decodePayload(pause.metadata);
  const input = {
    ...given('resumeAt', pause.resumeAt === undefined ? undefined : toDate(pause.resumeAt)),
    ...given('token', pause.token),
    ...given('metadata', metadata),
  };
  const answers = pause.answers.map(({ payload }) => decodePayload(payload));
  return {
    id: pause.id,
    name: pause.isWebhook ? 'webhook' : kind,
    type: kind,
    status: pauseStatus(pause),
    attempt: 1,
    startedAt: createdAt,
    ...given('finishedAt', endedAt),
    ...given('wakeAt', pause.outcome === 'open' ? pause.resumeAt : undefined),
    input,
    ...given('output', answers.length > 1 ? answers : answers[0]),
    ...given('error', conflictError(pause)),
  };
}

function pauseStatus({ outcome, kind }: PauseStory): RunStatus {
  if (outcome === 'open') return kind === 'sleep' ? 'sleeping' : 'waiting';
  if (outcome === 'conflict') return 'failed';
  return outcome === 'done' ? 'success' : 'canceled';
}

function conflictError({ outcome, conflictingRunId }: PauseStory): RunError | undefined {
  if (outcome !== 'conflict') return undefined;
  const holder = conflictingRunId === undefined ? 'another hook' : `a hook of ${conflictingRunId}`;
  const message = `${holder} has this token`;
  return { value: message, message };
}

function toDate(at: number): unknown {
  return { $type: 'Date', value: new Date(at).toISOString() };
}
