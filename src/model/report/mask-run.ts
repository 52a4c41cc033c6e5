import type { Run, RunError, Step, Trace } from '../run.ts';
import { redactText } from '../text/redact.ts';
import { redactValue } from '../text/redact-value.ts';

/** Masks the secrets in everything that a note shows, names included, before any format escapes them. */
export function maskRun(run: Run): Run {
  const { error, errorSummary, trigger, steps, trace } = run;
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
    },
    steps: steps?.map(maskStep),
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

function maskStep(step: Step): Step {
  return { ...step, name: maskText(step.name) };
}

function maskTrace({ spans, logs }: Trace): Trace {
  return {
    spans: spans.map(span => ({ ...span, name: maskText(span.name) })),
    logs: logs.map(log => ({ ...log, level: maskText(log.level), message: maskText(log.message) })),
  };
}
