import { pause } from '../../async/sleep.ts';
import type { JsonText } from '../../contract/run-events.ts';
import { createActivity } from '../run/activity.ts';
import { type OpenSpan, openSpan, type SpanEnd } from '../run/open-span.ts';
import {
  isAbort,
  type RecordedError,
  type SpanError,
  toErrorJson,
  toRecordedError,
  toSpanError,
} from '../run/recorded-error.ts';
import type { Recording } from '../run/recording.ts';
import type { StepOptions } from '../run/run-scope.ts';
import { runInScope, type Scope } from '../run/scope.ts';
import { toJson } from '../run/to-json.ts';

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
  const message = `retrying in ${delayMs} ms`;
  run.write({ type: 'log-added', runId: run.id, at: run.now(), level: 'warn', message, spanId });
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

export type StepPlan = Required<Pick<StepOptions, 'attempts' | 'retryDelayMs'>> & {
  readonly name: string;
  readonly type: string;
  /** Not `running` for a step that only pauses. */
  readonly status: 'running' | 'sleeping' | 'waiting';
  readonly input: JsonText | undefined;
};

type StepEnd = { readonly output?: string; readonly error?: RecordedError };

function openStep({ run, stepId: parentId }: Scope, plan: StepPlan, attempt: number) {
  const id = run.nextId('step');
  const { name, type: stepType, input } = plan;
  const startedAt = run.now();
  const header = { type: 'step-put', runId: run.id, id, parentId, name, stepType } as const;
  const fields = { ...header, attempt, startedAt, input };
  if (attempt > 1) run.totals.attempt = Math.max(run.totals.attempt ?? 1, attempt);
  run.write({ ...fields, status: plan.status });
  return {
    id,
    startedAt,
    /** Returns the time of the end. */
    end(status: 'success' | 'failed' | 'canceled', { output, error }: StepEnd) {
      const finishedAt = run.now();
      run.write({ ...fields, status, finishedAt, output, error: error && toErrorJson(error, id) });
      return finishedAt;
    },
  };
}

/** On a retry, the span of the first attempt becomes a child of a new span for the whole step. */
function createStepSpans({ run, spanId: parentId }: Scope, { name, type, attempts }: StepPlan) {
  const kind = type === 'action' ? 'step' : type;
  const wholeId = attempts > 1 ? run.nextId('span') : undefined;
  let firstStartAt: number | undefined;
  let first: OpenSpan | undefined;
  let whole: OpenSpan | undefined;

  return {
    open(attempt: number, startAt: number): OpenSpan {
      if (whole) return openSpan(run, { parentId: whole.id, ...attemptHeader(attempt), startAt });
      firstStartAt = startAt;
      first = openSpan(run, { parentId, name, kind, startAt });
      return first;
    },
    /** Must be called before a retry; returns the id of the span for the whole step. */
    split() {
      whole ??= openSpan(run, { id: wholeId, parentId, name, kind, startAt: firstStartAt });
      first?.setHeader({ parentId: whole.id, ...attemptHeader(1) });
      first = undefined;
      return whole.id;
    },
    end(status: 'ok' | 'error' | 'unset', about?: SpanEnd) {
      whole?.end(status, about);
    },
  };
}

function attemptHeader(attempt: number): { readonly name: string; readonly kind: string } {
  return { name: `attempt ${attempt}`, kind: 'attempt' };
}
