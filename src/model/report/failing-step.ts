import type { Run, Step } from '../run.ts';
import { stepTreeOf } from '../steps/step-tree.ts';

/** The step whose failure ended the run: its last attempt where only its name was recorded. */
export function failingStep({ steps, error, errorSummary }: Run): Step | undefined {
  if (!steps) return undefined;
  const stepId = error?.stepId;
  const byId =
    stepId === undefined
      ? undefined
      : stepTreeOf(steps)
          .groups.get(stepId)
          ?.find(({ id }) => id === stepId);
  if (byId || errorSummary?.step === undefined) return byId;
  return steps.findLast(({ status, name }) => status === 'failed' && name === errorSummary.step);
}

/** `send-email, attempt 3 of 3`, or the name alone for a single attempt. */
export function describeFailingStep(run: Run): string | undefined {
  const step = failingStep(run);
  if (!step) return run.errorSummary?.step;
  const attempts = attemptsOf(run, step);
  return attempts > 1 ? `${step.name}, attempt ${step.attempt} of ${attempts}` : step.name;
}

/** How many attempts of a step were made, as far as they are recorded. */
export function attemptsOf({ steps = [] }: Run, step: Step): number {
  const attempts = stepTreeOf(steps).groups.get(step.id) ?? [];
  return attempts.reduce((most, other) => Math.max(most, other.attempt), step.attempt);
}
