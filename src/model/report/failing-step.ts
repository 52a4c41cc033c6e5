import type { Run, Step } from '../run.ts';

/** The step whose failure ended the run, as far as that is recorded; its last attempt when only its name is. */
export function failingStep(run: Run): Step | undefined {
  const steps = run.steps ?? [];
  const byId = steps.find(step => step.id === run.error?.stepId);
  const failed = steps.filter(step => step.status === 'failed' && step.name === run.errorSummary?.step);
  return byId ?? failed.at(-1);
}
