import type { Run, Step } from '../run.ts';

/** The step whose failure ended the run: its last attempt where only its name was recorded. */
export function failingStep(run: Run): Step | undefined {
  const steps = run.steps ?? [];
  const byId = steps.find(step => step.id === run.error?.stepId);
  const failed = steps.filter(step => step.status === 'failed' && step.name === run.errorSummary?.step);
  return byId ?? failed.at(-1);
}

/** `send-email, attempt 3 of 3`, or the name alone for a single attempt. */
export function describeFailingStep(run: Run): string | undefined {
  const step = failingStep(run);
  if (!step) return run.errorSummary?.step;
  const attempts = attemptsOf(run, step);
  return attempts > 1 ? `${step.name}, attempt ${step.attempt} of ${attempts}` : step.name;
}

/** How many attempts of a step were made, as far as they are recorded. */
export function attemptsOf(run: Run, step: Step): number {
  const attempts = (run.steps ?? []).filter(
    other => other.name === step.name && other.parentId === step.parentId,
  );
  return attempts.reduce((most, other) => Math.max(most, other.attempt), step.attempt);
}
