import { knownFailure } from '../failure/summarize-failure.ts';
import type { RunSummary } from '../run.ts';
import { redactValue } from '../text/redact-value.ts';

/**
 * A record of the model with its secrets masked. It keeps its type: what the mask replaces is text, or a part
 * of a payload, because no number of the model has a secret's name.
 */
export function redact<Value extends object>(value: Value): Value {
  return redactValue(value).value as Value;
}

/** A run with its secrets masked. Its group stays that of the failure as recorded. */
export function redactRun<R extends RunSummary>(run: R): R {
  const shown = redact(run);
  const { errorSummary } = shown;
  if (!errorSummary) return shown;
  return { ...shown, errorSummary: { ...errorSummary, failure: knownFailure(run)?.failure } };
}
