import { pause } from '../../async/sleep.ts';
import { createActivity } from '../run/activity.ts';
import {
  isAbort,
  type RecordedError,
  type SpanError,
  toRecordedError,
  toSpanError,
} from '../run/recorded-error.ts';
import type { Recording } from '../run/recording.ts';
import { runInScope, type Scope } from '../run/scope.ts';
import { toJson } from '../run/to-json.ts';
import { createStepSpans, openStep, type StepPlan } from './open-step.ts';

type Work<T> = (scope: Scope, attempt: number) => T | PromiseLike<T>;

export async function runStep<T>(from: Scope, plan: StepPlan, work: Work<T>): Promise<T> {
  const { run } = from;
  run.signal.throwIfAborted();
  const activity = createActivity();
  if (plan.status === 'sleeping') activity.sleeping += 1;
  if (plan.status === 'waiting') activity.waitingFor = plan.name;
  from.activity.children.add(activity);
  run.totals.stepCount += 1;
  run.totalsChanged();
  run.activityChanged();
  try {
    return await runAttempts({ ...from, parent: from, activity }, plan, work);
  } finally {
    from.activity.children.delete(activity);
    run.activityChanged();
  }
}

async function runAttempts<T>(inside: Scope, plan: StepPlan, work: Work<T>): Promise<T> {
  const { run } = inside;
  const spans = createStepSpans(inside, plan);
  for (let attempt = 1; ; attempt += 1) {
    const step = openStep(inside, plan, attempt);
    const span = spans.open(attempt, step.startedAt);
    const scope: Scope = { ...inside, parent: inside, spanId: span.id, stepId: step.id };
    try {
      const output = await runInScope(scope, () => work(scope, attempt));
      const at = step.end('success', { output: toJson(output) });
      span.end('ok', { at });
      spans.end('ok', { at });
      return output;
    } catch (error) {
      const failure = toFailure(run, error);
      const at = step.end(failure.status, { error: failure.recorded });
      const ending = { at, error: failure.shown };
      span.end(failure.spanStatus, ending);
      if (attempt < plan.attempts && !run.signal.aborted) {
        await waitForRetry({ ...inside, spanId: spans.split() }, plan, attempt, error).catch(stop => {
          spans.end('unset');
          throw stop;
        });
        continue;
      }
      spans.end(failure.spanStatus, ending);
      run.errors.note(error, { stepId: step.id, stepName: plan.name });
      throw error;
    }
  }
}

/** How a step or a span ends with an error. */
type Failure = {
  readonly status: 'failed' | 'canceled';
  readonly spanStatus: 'error' | 'unset';
  /** Absent when the error only reports a cancel. */
  readonly recorded?: RecordedError;
  readonly shown?: SpanError;
};

export function toFailure({ signal }: Recording, error: unknown): Failure {
  const ends = signal.aborted
    ? ({ status: 'canceled', spanStatus: 'unset' } as const)
    : ({ status: 'failed', spanStatus: 'error' } as const);
  if (signal.aborted && isAbort(error, signal.reason)) return ends;
  const recorded = toRecordedError(error);
  return { ...ends, recorded, shown: toSpanError(error, recorded) };
}

async function waitForRetry(inside: Scope, plan: StepPlan, attempt: number, error: unknown): Promise<void> {
  const { run, activity, spanId } = inside;
  const { retryDelayMs: delay } = plan;
  const delayMs = Math.max(0, Number(typeof delay === 'function' ? delay(attempt, error) : delay) || 0);
  run.write({
    type: 'log-added',
    runId: run.id,
    at: run.now(),
    level: 'warn',
    message: `retrying in ${delayMs} ms`,
    spanId,
  });
  if (delayMs === 0) return;
  activity.sleeping += 1;
  run.activityChanged();
  try {
    await pause(delayMs, run.signal);
  } finally {
    activity.sleeping -= 1;
    run.activityChanged();
  }
}
