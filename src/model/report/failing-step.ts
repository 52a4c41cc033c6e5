import { failureFacts } from '../failure/failure-facts.ts';
import { knownError } from '../failure/summarize-failure.ts';
import { isRecord } from '../is-record.ts';
import type { Run, Span, Step } from '../run.ts';
import { stepTreeOf } from '../steps/step-tree.ts';
import { statusCodeOf, toStatusCode } from '../trace/call-facts.ts';

/** The step that ended the run; its last attempt where only a name was recorded. */
export function failingStep({ steps, error, errorSummary }: Run): Step | undefined {
  if (!steps) return undefined;
  const stepId = error?.stepId;
  const group = stepId === undefined ? undefined : stepTreeOf(steps).groups.get(stepId);
  const byId = group?.find(({ id }) => id === stepId);
  if (byId || errorSummary?.step === undefined) return byId;
  return steps.findLast(({ status, name }) => status === 'failed' && name === errorSummary.step);
}

/** `send-email, attempt 3 of 3`, or the name alone after a single attempt. */
export function describeFailingStep(run: Run): string | undefined {
  const step = failingStep(run);
  if (!step) return run.errorSummary?.step;
  const attempts = attemptsOf(run, step);
  return attempts > 1 ? `${step.name}, attempt ${step.attempt} of ${attempts}` : step.name;
}

export function attemptsOf({ steps = [] }: Run, step: Step): number {
  const attempts = stepTreeOf(steps).groups.get(step.id) ?? [];
  return attempts.reduce((most, other) => Math.max(most, other.attempt), step.attempt);
}

export type FailingCall = { readonly statusCode: number; readonly name?: string };

/** The last call with a failed status since the failing step began, else the status in the error itself. */
export function failingCall(run: Run): FailingCall | undefined {
  const since = Math.floor(failingStep(run)?.startedAt ?? 0);
  const span = run.trace?.spans.findLast(one => one.startAt >= since && isFailingCall(one));
  const statusCode = span && statusCodeOf(span);
  if (span && statusCode !== undefined) return { statusCode, name: span.name };
  const ofError = codeInError(run.error?.value);
  return ofError === undefined ? undefined : { statusCode: ofError };
}

function isFailingCall(span: Span): boolean {
  const code = statusCodeOf(span);
  return code !== undefined && (span.status === 'error' || code >= 400);
}

const mostCauses = 5;

/** Reads the members in which HTTP clients put a status, also of causes. */
function codeInError(error: unknown): number | undefined {
  let value = error;
  for (let depth = 0; depth < mostCauses && isRecord(value); depth += 1) {
    const response = isRecord(value.response) ? value.response.status : undefined;
    const codes = [value.status, value.statusCode, response].map(toStatusCode);
    const code = codes.find(one => one !== undefined);
    if (code !== undefined) return code;
    value = value.cause;
  }
  return undefined;
}

/** The failing call; without a name if the error tells of another status. */
export function answerCall(run: Run, inTrace?: FailingCall): FailingCall | undefined {
  if (run.isLost) return undefined;
  const { status } = failureFacts(knownError(run) ?? {});
  const call = inTrace ?? failingCall(run);
  return status === undefined || call?.statusCode === status ? call : { statusCode: status };
}
