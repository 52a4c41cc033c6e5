import { knownFailure } from '../../model/failure/summarize-failure.ts';
import type { RunSummary } from '../../model/run.ts';
import { redactText } from '../../model/text/redact.ts';
import { redactValue } from '../../model/text/redact-value.ts';

/**
 * A record of the model as answers show it. It keeps its type: what the mask replaces is text, or a part of a
 * payload, because no number of the model has a secret's name.
 */
export function redact<Value extends object>(value: Value): Value {
  return redactValue(value).value as Value;
}

/** A run as answers show it. Its group stays that of the failure as recorded. */
export function redactRun<R extends RunSummary>(run: R): R {
  const shown = redact(run);
  const { errorSummary } = shown;
  if (!errorSummary) return shown;
  return { ...shown, errorSummary: { ...errorSummary, failure: knownFailure(run)?.failure } };
}

/** Whether answers mask a part of the text, so that an agent can only have guessed it. */
export function isHidden(text: string): boolean {
  return redactText(text).hidden > 0;
}
