import type { JsonText } from '../../contract/run-events.ts';
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
export type OpenStep = {
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
