import type { Run, RunError, Step, Trace } from '../run.ts';
import { redactText } from '../text/redact.ts';
import { redactValue } from '../text/redact-value.ts';
import { failingStep } from './failing-step.ts';

/** Masks the secrets in everything that a note shows, names included, before any format escapes them. */
export function maskRun(run: Run): Run {
  const { error, errorSummary, trigger, steps, trace } = run;
  const failing = failingStep(run);
  return {
    ...run,
    id: maskText(run.id),
    target: maskText(run.target),
    name: maskText(run.name),
    statusRaw: maskText(run.statusRaw),
    statusLabel: maskText(run.statusLabel),
    trigger: { ...trigger, label: maskText(trigger.label), raw: maskText(trigger.raw) },
    actor: maskText(run.actor),
    project: maskText(run.project),
    input: redactValue(run.input).value,
    error: error && maskError(error),
    errorSummary: errorSummary && {
      name: maskText(errorSummary.name),
      message: maskText(errorSummary.message),
      step: maskText(errorSummary.step),
      code: maskText(errorSummary.code),
      cause: errorSummary.cause && {
        name: maskText(errorSummary.cause.name),
        message: maskText(errorSummary.cause.message),
      },
      failure: errorSummary.failure,
    },
    steps: steps?.map(step => maskStep(step, step === failing)),
    trace: trace && maskTrace(trace),
  };
}

function maskText<Text extends string | undefined>(text: Text): Text | string {
  return text === undefined ? text : redactText(text).text;
}

function maskError(error: RunError): RunError {
  return {
    ...error,
    value: redactValue(error.value).value,
    name: maskText(error.name),
    message: maskText(error.message),
    code: maskText(error.code),
    stack: maskText(error.stack),
  };
}

/** A note shows the input of the failing step alone. */
function maskStep(step: Step, isFailing: boolean): Step {
  const input = isFailing ? redactValue(step.input).value : undefined;
  return { ...step, name: maskText(step.name), input };
}

function maskTrace({ spans, logs }: Trace): Trace {
  return {
    spans: spans.map(span => ({ ...span, name: maskText(span.name) })),
    logs: logs.map(log => ({ ...log, level: maskText(log.level), message: maskText(log.message) })),
  };
}
