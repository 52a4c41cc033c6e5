import type { JsonText } from '../../contract/run-events.ts';
import { type OpenSpan, openSpan, type SpanEnd } from '../run/open-span.ts';
import { type RecordedError, toErrorJson } from '../run/recorded-error.ts';
import type { StepOptions } from '../run/run-scope.ts';
import type { Scope } from '../run/scope.ts';

export type StepPlan = Required<Pick<StepOptions, 'attempts' | 'retryDelayMs'>> & {
  readonly name: string;
  readonly type: string;
  /** Not `running` for a step that only pauses. */
  readonly status: 'running' | 'sleeping' | 'waiting';
  readonly input: JsonText | undefined;
};

type StepEnd = { readonly output?: string; readonly error?: RecordedError };

/** One attempt of a step, written when it begins and when it ends. */
type OpenStep = {
  readonly id: string;
  readonly startedAt: number;
  /** Returns when it ended. */
  readonly end: (status: 'success' | 'failed' | 'canceled', end: StepEnd) => number;
};

export function openStep({ run, stepId: parentId }: Scope, plan: StepPlan, attempt: number): OpenStep {
  const id = run.nextId('step');
  const { name, type: stepType, input } = plan;
  const startedAt = run.now();
  const fields = {
    type: 'step-put',
    runId: run.id,
    id,
    parentId,
    name,
    stepType,
    attempt,
    startedAt,
    input,
  } as const;
  if (attempt > 1) run.totals.attempt = Math.max(run.totals.attempt ?? 1, attempt);
  run.write({ ...fields, status: plan.status });
  return {
    id,
    startedAt,
    end(status, { output, error }) {
      const finishedAt = run.now();
      run.write({ ...fields, status, finishedAt, output, error: error && toErrorJson(error, id) });
      return finishedAt;
    },
  };
}

/**
 * A step with one attempt has one span. When it is retried, that span becomes a child of a new span for the
 * whole step, and keeps the records of the first attempt.
 */
type StepSpans = {
  readonly open: (attempt: number, startAt: number) => OpenSpan;
  /** Must be called before a retry; returns the id of the span for the whole step. */
  readonly split: () => string;
  /** Ends the span for the whole step, if there is one. */
  readonly end: (status: 'ok' | 'error' | 'unset', about?: SpanEnd) => void;
};

export function createStepSpans(
  { run, spanId: parentId }: Scope,
  { name, type, attempts }: StepPlan,
): StepSpans {
  const kind = type === 'action' ? 'step' : type;
  const wholeId = attempts > 1 ? run.nextId('span') : undefined;
  let firstStartAt: number | undefined;
  let first: OpenSpan | undefined;
  let whole: OpenSpan | undefined;

  return {
    open(attempt, startAt) {
      if (whole) return openSpan(run, { parentId: whole.id, ...attemptHeader(attempt), startAt });
      firstStartAt = startAt;
      first = openSpan(run, { parentId, name, kind, startAt });
      return first;
    },
    split() {
      whole ??= openSpan(run, { id: wholeId, parentId, name, kind, startAt: firstStartAt });
      first?.setHeader({ parentId: whole.id, ...attemptHeader(1) });
      first = undefined;
      return whole.id;
    },
    end(status, about) {
      whole?.end(status, about);
    },
  };
}

function attemptHeader(attempt: number): { readonly name: string; readonly kind: string } {
  return { name: `attempt ${attempt}`, kind: 'attempt' };
}
