import type { RunFields } from '../../contract/run-events.ts';
import type { RunError } from '../../model/run.ts';
import { type FailureKind, type FailureName, failureKind } from '../data/failure-kinds.ts';
import { createRandom, type Random } from '../data/random.ts';
import type { Call, Flow, FlowStep, SampleRun, SampleStep, StepFailure } from '../data/sample-flow.ts';

export function drawFailure(random: Random, flow: Flow, wanted?: FailureName): StepFailure {
  const all = flow.steps.flatMap(step => step.failures.map(name => ({ step, name })));
  const possible = all.filter(({ name }) => wanted === undefined || name === wanted);
  const drawn = possible[random.int(possible.length)];
  if (!drawn) throw new Error(`no step of ${flow.name} can fail like this`);
  const kind = failureKind(drawn.name);
  return { step: drawn.step, kind, message: kind.message(random) };
}

/** Set even where a later attempt succeeded. */
export function failureInStep({ failure }: SampleRun, { step }: SampleStep): StepFailure | undefined {
  if (failure?.step === step) return failure;
  const kind = usualFailure(step);
  return kind && { kind, message: kind.message(createRandom(step.typicalMs)), step };
}

/** The failure of attempts in runs that succeed. */
export function usualFailure({ failures: [name] }: FlowStep): FailureKind | undefined {
  return name && failureKind(name);
}

export function toErrorFields({ flow, failure, steps }: SampleRun): RunFields['error'] {
  if (!failure) return undefined;
  const stepId = toStepId(steps.length - 1, (steps.at(-1)?.earlier.length ?? 0) + 1);
  return {
    ...errorOf(failure, flow.name),
    value: JSON.stringify(toValue(failure)),
    stepId,
    stepName: failure.step.name,
  };
}

export function toRunError(failure: StepFailure, flow: string, stepId: string): RunError {
  return { value: toValue(failure), ...errorOf(failure, flow), stepId };
}

export function toStepId(place: number, attempt: number): string {
  return `step_${place + 1}_${attempt}`;
}

function errorOf(failure: StepFailure, flow: string) {
  return { ...thrownBy(failure), stack: stackOf(failure, flow) };
}

/** Where the cause is wrapped, the thrown error says less than it. */
export function thrownBy({ kind, message }: StepFailure): Pick<RunError, 'name' | 'message' | 'code'> {
  const { name, code, wrapper } = kind;
  return wrapper ?? { name, message, code };
}

function toValue(failure: StepFailure): Readonly<Record<string, unknown>> {
  const { kind, message } = failure;
  const { name, code, details, wrapper } = kind;
  const cause = { name, message, code, ...details };
  return wrapper ? { ...wrapper, cause } : cause;
}

/** -1 where none fails. */
export function placeOfFailingCall(calls: readonly Call[], { failingCall }: FailureKind): number {
  return calls.findLastIndex(({ name, kind }) => failingCall?.of.some(one => one === name || one === kind));
}

const innerFrames = `    at async withTimeout (/app/lib/with-timeout.ts:18:12)
    at async Client.request (/app/lib/http/client.ts:94:20)`;
const outerFrames = `    at async retry (/app/lib/retry.ts:31:14)
    at async Step.run (/app/node_modules/engine/dist/step.js:208:22)
    at async Step.attempt (/app/node_modules/engine/dist/step.js:171:9)
    at async Run.advance (/app/node_modules/engine/dist/run.js:96:7)
    at async Run.execute (/app/node_modules/engine/dist/run.js:61:5)
    at async Lane.take (/app/node_modules/engine/dist/lane.js:44:11)
    at async Lane.loop (/app/node_modules/engine/dist/lane.js:29:7)
    at async Worker.work (/app/node_modules/engine/dist/worker.js:115:5)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`;

export function stackOf(failure: StepFailure, workflow: string): string {
  const { name = 'Error', message } = thrownBy(failure);
  const step = failure.step.name;
  const place = `    at ${toCamelCase(step)} (/app/workflows/${workflow}/${step}.ts:41:11)`;
  return `${name}: ${message}\n${innerFrames}\n${place}\n    at async run (/app/workflows/${workflow}/workflow.ts:23:18)\n${outerFrames}`;
}

function toCamelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
