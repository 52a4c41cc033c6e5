import type { RunStore } from '../../contract/run-store.ts';
import { knownFailure } from '../../model/failure/summarize-failure.ts';
import type { RunSummary } from '../../model/run.ts';
import { redactText } from '../../model/text/redact.ts';
import { redactValue } from '../../model/text/redact-value.ts';

/** The type stays: the mask replaces texts and payloads alone, because no number has a secret's name. */
export function redact<Value extends object>(value: Value): Value {
  return redactValue(value).value as Value;
}

/** Masks a run; its failure stays as recorded, so that its group stays the same. */
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

/** Unmasked, because a run that is started again keeps its input, and answers mask what they show. */
export type RecordedRuns = Pick<
  RunStore,
  'target' | 'can' | 'getRun' | 'getTrace' | 'cancelRun' | 'startRun' | 'restartRun' | 'performVerb'
>;

/** Finds no run or workflow by a name that answers mask, which would confirm a guess. */
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
