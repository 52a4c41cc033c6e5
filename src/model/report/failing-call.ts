import { isRecord } from '../is-record.ts';
import type { Run, Span } from '../run.ts';
import { failingStep } from './failing-step.ts';

/** A call that failed, by its name in the trace where it is known. */
export type FailingCall = { readonly statusCode: number; readonly name?: string };

/**
 * The last call of a failed run that failed with a status code, of those since the attempt that ended the run
 * began; else the code in the error itself.
 */
export function failingCall(run: Run): FailingCall | undefined {
  const since = Math.floor(failingStep(run)?.startedAt ?? 0);
  const span = run.trace?.spans.findLast(one => one.startAt >= since && isFailingCall(one));
  const statusCode = span && statusCodeOf(span);
  if (span && statusCode !== undefined) return { statusCode, name: span.name };
  const ofError = codeInError(run.error?.value);
  return ofError === undefined ? undefined : { statusCode: ofError };
}

const attributeNames = ['http.response.status_code', 'http.status_code'];

/** The status code of the response that a span received, by OpenTelemetry's names. */
export function statusCodeOf({ attributes }: Span): number | undefined {
  return attributeNames.map(name => toStatusCode(attributes[name])).find(code => code !== undefined);
}

function isFailingCall(span: Span): boolean {
  const code = statusCodeOf(span);
  return code !== undefined && (span.status === 'error' || code >= 400);
}

const deepestCause = 5;

/** The members that HTTP clients give their errors, also of what caused them. */
function codeInError(error: unknown): number | undefined {
  let value = error;
  for (let depth = 0; depth < deepestCause && isRecord(value); depth += 1) {
    const response = isRecord(value.response) ? value.response.status : undefined;
    const codes = [value.status, value.statusCode, response].map(toStatusCode);
    const code = codes.find(one => one !== undefined);
    if (code !== undefined) return code;
    value = value.cause;
  }
  return undefined;
}

function toStatusCode(value: unknown): number | undefined {
  const code = typeof value === 'string' ? Number(value) : value;
  return typeof code === 'number' && Number.isInteger(code) && code >= 100 && code <= 599 ? code : undefined;
}
