import type { RunStore } from '../../contract/run-store.ts';
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

/**
 * Single runs as they were recorded, to act on them and to show them: a run that is started again has the
 * input that it had, and an answer masks of a large one only what it shows.
 */
export type RecordedRuns = Pick<
  RunStore,
  'target' | 'can' | 'getRun' | 'getTrace' | 'cancelRun' | 'startRun' | 'restartRun' | 'performVerb'
>;

/** No run or workflow is found by a name that answers mask: it would confirm a guess. */
export function createRecordedRuns(store: RunStore): RecordedRuns {
  const { target, restartRun, performVerb } = store;
  return {
    target,
    get can() {
      return store.can;
    },
    getRun: async (id, options) => (isHiddenAddress(id) ? undefined : store.getRun(id, options)),
    getTrace: async (id, options) => (isHiddenAddress(id) ? undefined : store.getTrace(id, options)),
    cancelRun: async (id, options) =>
      isHiddenAddress(id) ? { type: 'not-found' } : store.cancelRun(id, options),
    startRun: async (request, options) =>
      isHidden(request.workflow) ? { type: 'not-offered', offered: [] } : store.startRun(request, options),
    restartRun:
      restartRun &&
      (async (id, options) => (isHiddenAddress(id) ? { type: 'not-found' } : restartRun(id, options))),
    performVerb:
      performVerb &&
      (async (id, ...sent) => (isHiddenAddress(id) ? { type: 'not-found' } : performVerb(id, ...sent))),
  };
}

/** An address may have the name of a target before the id. */
function isHiddenAddress(address: string): boolean {
  return isHidden(address) || address.split('/').some(isHidden);
}
