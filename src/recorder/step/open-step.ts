import { type RecordedError, toErrorJson } from '../recorded-error.ts';
import type { Scope } from '../scope/scope.ts';
import type { StepPlan } from './run-step.ts';

type StepEnd = { readonly output?: string; readonly error?: RecordedError };

/** One attempt of a step, written when it begins and when it ends. */
export type OpenStep = {
  readonly id: string;
  readonly end: (status: 'success' | 'failed' | 'canceled', end: StepEnd) => void;
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
    end(status, { output, error }) {
      run.write({ ...fields, status, finishedAt: run.now(), output, error: error && toErrorJson(error, id) });
    },
  };
}
