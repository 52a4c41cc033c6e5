import type { RunFields } from '../../contract/run-events.ts';
import type { RunError } from '../../model/run.ts';
import { type Failure, failureOf, stackOf } from '../data/failure-kinds.ts';
import type { Outline, StepOutline } from './draw-run.ts';
import { createRandom } from './random.ts';
import type { FlowStep } from './sample-flow.ts';

/** A failure that happened in a step. */
export type Mishap = { readonly failure: Failure; readonly message: string; readonly step: FlowStep };

/** The failure of a run as a recorder would have written it; absent when it did not fail. */
export function toErrorFields({ flow, setback, steps }: Outline): RunFields['error'] {
  if (!setback) return undefined;
  const stepId = toStepId(steps.length - 1, (steps.at(-1)?.earlier.length ?? 0) + 1);
  return {
    ...errorOf(setback, flow.name),
    value: JSON.stringify(toValue(setback)),
    stepId,
    stepName: setback.step.name,
  };
}

export function toError(mishap: Mishap, flow: string, stepId: string): RunError {
  return { value: toValue(mishap), ...errorOf(mishap, flow), stepId };
}

/** What went wrong in a step whose run may have got over it. */
export function mishapOf({ setback }: Outline, { step }: StepOutline): Mishap | undefined {
  if (setback?.step === step) return setback;
  const [name] = step.failures;
  if (name === undefined) return undefined;
  const failure = failureOf(name);
  return { failure, message: failure.message(createRandom(step.typicalMs)), step };
}

/** The id of an attempt of the step at that place. */
export function toStepId(place: number, attempt: number): string {
  return `step_${place + 1}_${attempt}`;
}

function errorOf({ failure, message, step }: Mishap, flow: string) {
  const { name, code } = failure;
  return { name, message, code, stack: stackOf(failure, message, flow, step.name) };
}

function toValue({ failure, message }: Mishap): Readonly<Record<string, unknown>> {
  const { name, code, details } = failure;
  return { name, message, code, ...details };
}
